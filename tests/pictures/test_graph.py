"""The unrolled graph: the numbers of its run against nudges, and what it draws at every step."""

import re
import warnings

import numpy as np
import pytest
from keeping import kept_equals_fresh, texts
from matplotlib.colors import to_rgba

from helpers.cells import readout, rnn
from helpers.measure import gradients, unroll
from helpers.pictures import Walk, graph_words, style, unrolled_graph, words
from helpers.pictures.stage import Stage

T, H = 5, 3
LAST = 2 * T + 2  # the walk's last step back; then comes the update


@pytest.fixture(scope="module")
def net():
    rng = np.random.default_rng(3)
    params = rnn.init(rng, 1, H, spectral_radius=1.2)._replace(b_h=rng.normal(size=H) / 3)
    return params, readout.init(rng, H, 1), rng.normal(size=(T, 1, 1)), rng.normal(size=(1, 1))


@pytest.fixture(scope="module")
def run(net):
    return unroll.run(*net)


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def loss(net, inputs, h, copies):
    """The loss after the last steps alone, each with its own copy of W_hh; complex numbers pass through."""
    params, reader, _, targets = net
    for x, W in zip(inputs, copies):
        h = np.tanh(params.W_ih @ x + W @ h + params.b_h)
    return 0.5 * ((reader.W_ho @ h + reader.b_o - targets[0]) ** 2).sum()


def close(got, expected):
    assert np.shape(got) == np.shape(expected)
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-14)


# The run's numbers


def test_nodes_hold_the_run_and_its_nudged_gradients(net, run):
    params, _, xs, _ = net
    close(run.hs, rnn.forward(params, xs).hs[:, 0])
    W = [params.W_hh] * T
    close(run.loss, loss(net, xs[:, 0], run.hs[0], W))
    for t in range(T + 1):
        close(run.d_hs[t], gradients.complex_step(lambda h, t=t: loss(net, xs[t:, 0], h, W), run.hs[t]))
    close(run.d_xs, gradients.complex_step(lambda x: loss(net, x[:, None], run.hs[0], W), run.xs))


def test_a_node_gets_the_sum_over_the_edges_that_leave_it(run):
    close(run.flow_hh.sum(axis=1), run.d_hs[:-1])
    close(run.flow_ho, run.d_hs[-1])
    close(run.flow_ih.sum(axis=1), run.d_xs)
    close(run.flow_hh, run.factors * run.d_hs[1:, :, None])


def test_copies_are_the_gradients_of_the_untied_matrices(net, run):
    params, _, xs, _ = net
    close(run.copies, gradients.complex_step(lambda Ws: loss(net, xs[:, 0], run.hs[0], Ws), np.array([params.W_hh] * T)))


def test_collapsed_states_are_root_mean_squares_gradients_norms_single_numbers_themselves(run):
    small = unroll.collapse(run)
    close(small.hs[:, 0], np.sqrt((run.hs**2).mean(axis=1)))
    close(small.d_hs[:, 0], np.sqrt((run.d_hs**2).sum(axis=1)))
    close(small.xs, run.xs)
    close(small.d_xs, run.d_xs)
    assert small.flow_ih.shape == (T, 1) and small.flow_hh.shape == (T, 1, 1) and small.flow_ho.shape == (1,)
    close(small.flow_hh[:, 0, 0], small.d_hs[:-1, 0])


def test_a_net_of_one_unit_is_collapsed_already():
    rng = np.random.default_rng(0)
    one = unroll.run(rnn.init(rng, 1, 1), readout.init(rng, 1, 1), rng.normal(size=(T, 1, 1)), np.ones((1, 1)))
    small = unroll.collapse(one)
    assert one.hs.min() < 0 and one.d_hs.min() < 0
    for name in ("xs", "hs", "d_xs", "d_hs"):
        close(getattr(small, name), getattr(one, name))


def test_run_refuses_more_than_one_sequence_or_input(net):
    params, reader, xs, targets = net
    with pytest.raises(ValueError, match=r"xs has shape \(5, 2, 1\); expected \(T, 1, 1\)"):
        unroll.run(params, reader, np.repeat(xs, 2, axis=1), targets)
    with pytest.raises(ValueError, match=r"targets has shape \(2, 1\); expected \(1, 1\)"):
        unroll.run(params, reader, xs, np.repeat(targets, 2, axis=0))


# What is drawn


def stage(**options):
    return Stage(unrolled_graph(**options))


def found(drawn):
    """The collections of edges and of nodes."""
    return [part for part in drawn.figure.axes[0].collections if part.get_zorder() in (2, 3)]


def colour_counts(drawn):
    """How many edges there are in each colour of a weight matrix."""
    colours = found(drawn)[0].get_colors()
    return {name: int((colours == to_rgba(style.COLOURS[name])).all(axis=1).sum()) for name in ("W_ih", "W_hh", "W_ho")}


def test_every_step_colours_what_is_computed_and_no_more(run):
    drawn = stage()
    for step in range(LAST + 1):
        drawn.draw(Walk(run, step))
        done = min(step, T)
        expected = {"W_ih": done * H, "W_hh": done * H * H, "W_ho": H * (step > T)}
        assert colour_counts(drawn) == expected, f"step {step}"
        nodes = found(drawn)[1]
        hollow = sum(dash[1] is not None for dash in nodes.get_linestyle())
        assert hollow == H * (T - done) + 2 * (step <= T), f"step {step}"
        reached = (nodes.get_edgecolor() == to_rgba(style.VERMILION)).all(axis=1).sum()
        back = max(0, step - T - 1)  # how many states have their gradient
        assert reached == back * H + min(back, T) + 2 * (back > 0), f"step {step}"


def test_the_key_names_what_is_drawn_and_no_more(run):
    drawn = stage()
    gradient = "below it: the loss's gradient"
    for walk, names in [
        (Walk(run, 0), set()),
        (Walk(run, 2), {"W_hh", "W_ih"}),
        (Walk(run, T + 1), {"W_hh", "W_ih", "W_ho"}),
        (Walk(run, T + 2), {"W_hh", "W_ih", "W_ho", gradient}),
        (Walk(run, LAST + 1), {"W_hh"}),
        (Walk(run, weight=(0, 1)), {"W_hh"}),
        (Walk(run, path=(0, 1)), {"W_hh"}),
        (Walk(run), {"W_hh", "W_ih", "W_ho", gradient}),
    ]:
        drawn.draw(walk)
        seen = texts(drawn)
        assert {name for name in seen if name.startswith("W_") or name == gradient} == names
        assert {"negative", "0", "positive", "unit"} <= set(seen)


def test_edge_widths_follow_the_gradients(run):
    drawn = stage()
    drawn.draw(Walk(run))
    flows = np.abs(np.concatenate([run.flow_ih.ravel(), run.flow_hh.ravel(), run.flow_ho, [run.d_output]]))
    check_widths(np.array(found(drawn)[0].get_linewidth()), flows)


def test_the_update_lights_every_copy_by_its_share_of_the_gradient(run):
    drawn = stage()
    _, said = drawn.draw(Walk(run, LAST + 1))
    assert colour_counts(drawn) == {"W_ih": 0, "W_hh": T * H * H, "W_ho": 0}
    widths = np.array(found(drawn)[0].get_linewidth())[T * H : T * H + T * H * H]
    check_widths(widths, np.abs(run.copies.ravel()))
    norms = np.linalg.norm(run.copies, axis=(1, 2))
    assert f"dL/dW_hh has norm {words.number(np.linalg.norm(run.copies.sum(axis=0)))};" in said
    assert said.endswith(f"of norm {words.number(norms.max())}, comes from the copy of step {norms.argmax() + 1}.")


def check_widths(widths, flows):
    """Widths grow with the logarithm: 7 points for the largest, halfway down for a tenth of it."""
    order = np.argsort(flows)
    assert (np.diff(widths[order]) >= -1e-12).all()
    logs = np.log10(np.maximum(flows[order], 1e-9))
    assert widths.max() == pytest.approx(7.0)
    assert np.interp(logs[-1] - 1, logs, widths[order]) == pytest.approx(3.9, abs=0.15)


def test_one_weight_lights_one_edge_a_step(run):
    drawn = stage()
    _, said = drawn.draw(Walk(run, weight=(2, 0)))
    assert colour_counts(drawn) == {"W_ih": 0, "W_hh": T, "W_ho": 0}
    assert "leads from unit 0 to unit 2 on 5 edges" in said
    assert all(f"{words.number(g)} at t = {t}" in said for t, g in enumerate(run.copies[:, 2, 0], start=1))
    assert said.endswith(f", together {words.number(run.copies[:, 2, 0].sum())}.")
    _, early = drawn.draw(Walk(run, 3, weight=(2, 0)))
    assert "before the backward pass" in early


def test_a_path_lights_its_edges_and_says_its_product_and_its_share(run):
    drawn = stage()
    _, said = drawn.draw(Walk(run, path=(0, 2, 1, 1)))
    assert colour_counts(drawn)["W_hh"] == 3
    product = run.factors[2, 2, 0] * run.factors[3, 1, 2] * run.factors[4, 1, 1]
    entry = (run.factors[4] @ run.factors[3] @ run.factors[2])[1, 0]
    assert "0 → 2 → 1 → 1, from h_2 to h_5" in said and f"= {words.number(product, 3)}. That is" in said
    share = f"{words.number(100 * product / entry)} % of the sum of all 9 paths"
    assert share in said and said.endswith(f"between these two units, {words.number(entry, 3)}.")
    assert "paths" not in drawn.draw(Walk(run, path=(0, 2)))[1]  # the only one


@pytest.mark.parametrize("collapsed", [False, True])
def test_the_sentence_follows_every_step(run, collapsed):
    drawn = stage(collapsed=collapsed)
    said = [drawn.draw(Walk(run, step))[1] for step in range(LAST + 2)] + [drawn.draw(Walk(run))[1]]
    assert len(set(said)) == len(said)
    assert words.number(run.loss) in said[T + 1]
    for text in said:
        assert not re.search(r"(?<![\w−])\.\d|-\d|\d{5}", text.replace("e-", "e")), text  # neither .42 nor -0.4 nor raw floats


@pytest.mark.parametrize("collapsed", [False, True])
def test_a_kept_figure_draws_what_a_fresh_one_draws(run, collapsed):
    walks = [Walk(run, step) for step in (0, LAST, 2, T + 1, LAST + 1, T + 3)]
    lit = [] if collapsed else [Walk(run, weight=(0, 1)), Walk(run, path=(0, 1, 2)), Walk(run)]
    kept_equals_fresh(unrolled_graph(collapsed=collapsed), walks[:3] + lit + walks[3:])


@pytest.mark.parametrize(("n_steps", "n_hidden", "collapsed"), [(1, 1, False), (2, 2, False), (6, 3, False), (8, 16, True)])
def test_every_size_is_drawn_within_the_figure(n_steps, n_hidden, collapsed):
    rng = np.random.default_rng(1)
    net = rnn.init(rng, 1, n_hidden), readout.init(rng, n_hidden, 1)
    one = unroll.run(*net, rng.normal(size=(n_steps, 1, 1)), np.ones((1, 1)))
    drawn = stage(collapsed=collapsed)
    for step in (*range(2 * n_steps + 4), None):
        _, said = drawn.draw(Walk(one, step))
        assert "1 steps" not in said and "1 inputs" not in said and "1 copies" not in said
        border = np.ones(drawn.pixels().shape[:2], bool)
        border[2:-2, 2:-2] = False
        assert (drawn.pixels()[border] == 255).all(), f"step {step}: cut at the border"


def test_a_silent_run_is_drawn_too(net):
    params, reader, xs, targets = net
    silent = unroll.run(params, reader._replace(W_ho=0 * reader.W_ho), 0 * xs, 0 * targets)
    drawn = stage()
    assert len({drawn.draw(Walk(silent, step))[1] for step in (None, T + 2, LAST + 1)}) == 3


def test_bad_data_is_named(run):
    for bad, said in [
        (run, "data is a Run; expected Walk(run, step, weight, path)"),
        (Walk(None), "run is None; expected Run(W_hh"),
        (Walk(run._replace(hs=run.hs[1:])), "run.xs has shape (5,); expected (4,)"),
        (Walk(run._replace(copies=run.copies[0])), "run.copies has shape (3, 3); expected (5, 3, 3)"),
        (Walk(run, LAST + 2), "step is 14; expected a whole number from 0 to 13"),
        (Walk(run, -1), "step is -1; expected a whole number from 0 to 13"),
        (Walk(run, 2.0), "step is 2.0; expected a whole number"),
        (Walk(run, weight=(0, 3)), "weight[1] is 3; expected a whole number from 0 to 2"),
        (Walk(run, weight=1), "weight is 1; expected two units (i, j)"),
        (Walk(run, path=(0,)), "path is (0,); expected 2 to 6 units"),
        (Walk(run, path=(0, -1)), "path[1] is -1; expected a whole number from 0 to 2"),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)):
            stage().draw(bad)
    for lit in (dict(weight=(0, 0)), dict(path=(0, 0))):
        with pytest.raises(ValueError, match="not collapsed"):
            stage(collapsed=True).draw(Walk(run, **lit))


@pytest.mark.parametrize(("n_steps", "n_hidden", "collapsed"), [(7, 3, False), (6, 4, False), (9, 3, True)])
def test_what_would_not_be_readable_is_refused(n_steps, n_hidden, collapsed):
    rng = np.random.default_rng(1)
    net = rnn.init(rng, 1, n_hidden), readout.init(rng, n_hidden, 1)
    large = unroll.run(*net, rng.normal(size=(n_steps, 1, 1)), np.ones((1, 1)))
    said = f"the run has T = {n_steps} and H = {n_hidden}; expected T ≤ 6 and H ≤ 3, or collapsed=True and T ≤ 8"
    with pytest.raises(ValueError, match=said):
        stage(collapsed=collapsed).draw(Walk(large))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-0.42, "−.42"), (0.031, ".03"), (1, "1.00"), (-2e-5, "−2e−5"), (123.4, "123"), (3e5, "3e5"), (0.0949, ".09")],
)
def test_short_numbers(value, text):
    assert graph_words.short(value) == text
