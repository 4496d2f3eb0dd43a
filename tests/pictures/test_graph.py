"""The unrolled graph: the numbers of its run against nudges, and what it draws at every step."""

import re

import numpy as np
import pytest
from keeping import texts
from matplotlib.colors import to_rgba
from samples import drawn, inside, net, unrolled

from helpers.cells import rnn
from helpers.measure import gradients, unroll
from helpers.pictures import Walk, style, unrolled_graph, words
from helpers.pictures.stage import Stage

pytestmark = pytest.mark.filterwarnings("error")
T, H = 5, 3
LAST = 2 * T + 2  # the walk's last step back; then comes the update
NET, RUN = net(), unrolled()
MATRICES, GRADIENT = ("W_ih", "W_hh", "W_ho"), "below it: the loss's gradient"


def loss(inputs, h, copies):
    """The loss after the last steps alone, each with its own copy of W_hh; complex numbers pass through."""
    params, reader, _, targets = NET
    for x, W in zip(inputs, copies):
        h = np.tanh(params.W_ih @ x + W @ h + params.b_h)
    return 0.5 * ((reader.W_ho @ h + reader.b_o - targets[0]) ** 2).sum()


def close(got, expected):
    assert np.shape(got) == np.shape(expected)
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-14)


def test_nodes_and_copies_hold_the_run_and_its_nudged_gradients_and_edges_carry_what_a_node_gets():
    params, _, xs, _ = NET
    W = np.array([params.W_hh] * T)
    close(RUN.hs, rnn.forward(params, xs).hs[:, 0])
    close(RUN.W_hh, params.W_hh)
    close(RUN.loss, loss(xs[:, 0], RUN.hs[0], W))
    for t in range(T + 1):
        close(RUN.d_hs[t], gradients.complex_step(lambda h, t=t: loss(xs[t:, 0], h, W), RUN.hs[t]))
    close(RUN.d_xs, gradients.complex_step(lambda x: loss(x[:, None], RUN.hs[0], W), RUN.xs))
    close(RUN.copies, gradients.complex_step(lambda Ws: loss(xs[:, 0], RUN.hs[0], Ws), W))
    close(RUN.flow_hh.sum(axis=1), RUN.d_hs[:-1])
    close(RUN.flow_ho, RUN.d_hs[-1])
    close(RUN.flow_ih.sum(axis=1), RUN.d_xs)
    close(RUN.flow_hh, RUN.factors * RUN.d_hs[1:, :, None])


def test_collapsed_states_are_root_mean_squares_gradients_norms_single_numbers_themselves():
    two, one = unrolled(H=2), unrolled(H=1)
    small = unroll.collapse(two)
    close(small.hs, np.sqrt((two.hs**2).mean(axis=1, keepdims=True)))
    close(small.d_hs, np.sqrt((two.d_hs**2).sum(axis=1, keepdims=True)))
    close(small.flow_hh, small.d_hs[:-1, :, None])
    close(small.flow_ho, small.d_hs[-1])
    close(small.flow_ih[:, 0], two.d_xs)
    assert one.hs.min() < 0 and one.d_hs.min() < 0
    for whole, name in ((RUN, "xs"), (RUN, "d_xs"), (one, "xs"), (one, "hs"), (one, "d_xs"), (one, "d_hs")):
        close(getattr(unroll.collapse(whole), name), getattr(whole, name))


def seen(stage):
    """Edges, nodes, how many edges there are in each colour of a matrix, and what of these the key names."""
    edges, nodes = (part for part in stage.figure.axes[0].collections if part.get_zorder() in (2, 3))
    counts = [int((edges.get_colors() == to_rgba(style.COLOURS[name])).all(axis=1).sum()) for name in MATRICES]
    assert {"negative", "0", "positive", "unit"} <= set(texts(stage))
    return edges, nodes, counts, {*MATRICES, GRADIENT} & set(texts(stage))


def test_every_step_colours_what_is_computed_and_names_it_in_the_key_and_no_more():
    stage = Stage(unrolled_graph)
    for step in range(LAST + 1):
        stage.draw(Walk(RUN, step))
        _, nodes, counts, key = seen(stage)
        done, back = min(step, T), max(0, step - T - 1)  # how many states are computed, have their gradient
        assert counts == [done * H, done * H * H, H * (step > T)], f"step {step}"
        assert key == {*MATRICES[: 2 * (step > 0) + (step > T)], *[GRADIENT] * (back > 0)}, f"step {step}"
        hollow = sum(dash[1] is not None for dash in nodes.get_linestyle())
        assert hollow == H * (T - done) + 2 * (step <= T), f"step {step}"
        reached = (nodes.get_edgecolor() == to_rgba(style.VERMILION)).all(axis=1).sum()
        assert reached == back * H + min(back, T) + 2 * (back > 0), f"step {step}"
    assert seen(drawn(unrolled_graph, Walk(RUN)))[-1] == {*MATRICES, GRADIENT}


def check_widths(edges, flows):
    """Widths grow with the logarithm: 7 points for the largest, halfway down for a tenth of it."""
    widths, order = np.array(edges), np.argsort(flows)
    assert (np.diff(widths[order]) >= -1e-12).all()
    logs = np.log10(np.maximum(flows[order], 1e-9))
    assert widths.max() == pytest.approx(7.0)
    assert np.interp(logs[-1] - 1, logs, widths[order]) == pytest.approx(3.9, abs=0.15)


def test_edge_widths_follow_the_gradients_and_at_the_update_each_copy_s_share():
    edges, *_ = seen(stage := drawn(unrolled_graph, Walk(RUN)))
    flows = np.abs(np.concatenate([RUN.flow_ih.ravel(), RUN.flow_hh.ravel(), RUN.flow_ho, [RUN.d_output]]))
    check_widths(edges.get_linewidth(), flows)
    _, said = stage.draw(Walk(RUN, LAST + 1))
    assert seen(stage)[2:] == ([0, T * H * H, 0], {"W_hh"})
    check_widths(edges.get_linewidth()[T * H : T * H + T * H * H], np.abs(RUN.copies.ravel()))
    norms = np.linalg.norm(RUN.copies, axis=(1, 2))
    assert f"dL/dW_hh has norm {words.number(np.linalg.norm(RUN.copies.sum(axis=0)))};" in said
    assert said.endswith(f"of norm {words.number(norms.max())}, comes from the copy of step {norms.argmax() + 1}.")


def test_one_weight_lights_one_edge_a_step_and_a_path_its_edges_and_each_says_its_numbers():
    stage, copies = Stage(unrolled_graph), RUN.copies[:, 2, 0]
    _, said = stage.draw(Walk(RUN, weight=(2, 0)))
    assert seen(stage)[2:] == ([0, T, 0], {"W_hh"}) and "leads from unit 0 to unit 2 on 5 edges" in said
    each = ", ".join(map(words.number, copies))
    assert said.endswith(f"at t = 1 to 5: {each}; together {words.number(copies.sum())}.")
    assert "before the backward pass" in stage.draw(Walk(RUN, 3, weight=(2, 0)))[1]
    _, said = stage.draw(Walk(RUN, path=(0, 2, 1, 1)))
    assert seen(stage)[2:] == ([0, 3, 0], {"W_hh"}) and "0 → 2 → 1 → 1, from h_2 to h_5" in said
    product = RUN.factors[2, 2, 0] * RUN.factors[3, 1, 2] * RUN.factors[4, 1, 1]
    entry = (RUN.factors[4] @ RUN.factors[3] @ RUN.factors[2])[1, 0]
    share = f"{words.number(100 * product / entry)} % of the sum of all 9 paths"
    between = f"between these two units, {words.number(entry, 3)}."
    assert said.endswith(f"= {words.number(product, 3)}. That is {share} {between}")
    assert "paths" not in stage.draw(Walk(RUN, path=(0, 2)))[1]  # the only one


@pytest.mark.parametrize("collapsed", [False, True])
def test_the_sentence_follows_every_step(collapsed):
    stage = Stage(unrolled_graph(collapsed=collapsed))
    said = [stage.draw(Walk(RUN, step))[1] for step in (*range(LAST + 2), None)]
    assert len(set(said)) == len(said) and words.number(RUN.loss) in said[T + 1]
    assert all(f": x_{t} = {words.number(RUN.xs[t - 1])} and h_{t - 1} make " in said[t] for t in range(1, T + 1))
    raw = r"(?<![\w−])\.\d|(?<!e)-\d|\d{5}"  # neither .42 nor -0.4 nor raw floats
    assert [text for text in said if re.search(raw, text)] == []


@pytest.mark.parametrize(("n_steps", "n_hidden"), [(1, 1), (2, 2), (6, 3), (8, 16)])
def test_every_size_is_drawn_within_the_figure_and_a_silent_run_too(n_steps, n_hidden):
    params, reader, xs, targets = net(n_steps, n_hidden)
    silent = unroll.run(params, reader._replace(W_ho=0 * reader.W_ho), 0 * xs, 0 * targets)
    for run in (unrolled(n_steps, n_hidden), silent):
        stage = Stage(unrolled_graph(collapsed=n_steps > 6))
        for step in (*range(0, 2 * n_steps + 4, 1 if n_steps < 3 else 4), None):
            _, said = stage.draw(Walk(run, step))
            assert not re.search(r"\b1 (steps|inputs|copies)", said)
            assert inside(stage), f"step {step}: cut at the border"
