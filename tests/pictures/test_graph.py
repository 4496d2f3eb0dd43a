"""The unrolled graph: the numbers of its run against nudges, and what it draws at every step."""
import warnings

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from helpers.cells import readout, rnn
from helpers.measure import gradients, unroll
from helpers.learn import tasks
from helpers.pictures import graph, graph_words, paths as paths_plot, style
from helpers.pictures.stage import Stage

T, H = 5, 3
LAST = 2 * T + 2


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


def test_collapsed_numbers_are_root_mean_squares_and_norms(run):
    small = unroll.collapse(run)
    close(small.hs[:, 0], np.sqrt((run.hs**2).mean(axis=1)))
    close(small.d_hs[:, 0], np.sqrt((run.d_hs**2).sum(axis=1)))
    assert small.flow_ih.shape == (T, 1) and small.flow_hh.shape == (T, 1, 1) and small.flow_ho.shape == (1,)
    close(small.flow_hh[:, 0, 0], small.d_hs[:-1, 0])


def test_run_refuses_more_than_one_sequence_or_input(net):
    params, reader, xs, targets = net
    with pytest.raises(ValueError, match=r"xs has shape \(5, 2, 1\); expected \(T, 1, 1\)"):
        unroll.run(params, reader, np.repeat(xs, 2, axis=1), targets)
    with pytest.raises(ValueError, match=r"targets has shape \(2, 1\); expected \(1, 1\)"):
        unroll.run(params, reader, xs, np.repeat(targets, 2, axis=0))


# What is drawn


def stage(collapsed=False):
    """A stage, and the collections of its nodes and edges."""
    found = {}

    def picture(fig):
        update = graph.unrolled(fig, T, H, collapsed)
        found["edges"], found["nodes"] = (c for c in fig.axes[0].collections if c.get_zorder() in (2, 3))
        return update

    return Stage(picture), found


def colour_counts(edges):
    """How many edges there are in each colour of a weight matrix."""
    colours = edges.get_colors()
    return {name: int((colours == to_rgba(style.COLOURS[name])).all(axis=1).sum()) for name in ("W_ih", "W_hh", "W_ho")}


def test_every_step_colours_what_is_computed_and_no_more(run):
    drawn, found = stage()
    for step in range(LAST + 1):
        drawn.draw(run=run, step=step)
        done = min(step, T)
        expected = {"W_ih": done * H, "W_hh": done * H * H, "W_ho": H * (step > T)}
        assert colour_counts(found["edges"]) == expected, f"step {step}"
        hollow = sum(dash[1] is not None for dash in found["nodes"].get_linestyle())
        assert hollow == H * (T - done) + 2 * (step <= T), f"step {step}"
        reached = (found["nodes"].get_edgecolor() == to_rgba(style.VERMILION)).all(axis=1).sum()
        back = max(0, step - T - 1)  # how many states have their gradient
        assert reached == back * H + min(back, T) + 2 * (back > 0), f"step {step}"


def test_edge_widths_follow_the_gradients(run):
    drawn, found = stage()
    drawn.draw(run=run)
    flows = np.abs(np.concatenate([run.flow_ih.ravel(), run.flow_hh.ravel(), run.flow_ho, [run.d_output]]))
    widths = np.array(found["edges"].get_linewidth())
    order = np.argsort(flows)
    assert (np.diff(widths[order]) >= -1e-12).all()
    tenth = np.interp(np.log10(flows.max() / 10), np.log10(flows[order]), widths[order])
    assert widths.max() == pytest.approx(7.0) and tenth == pytest.approx(3.9, abs=0.05)


def test_one_weight_lights_one_edge_a_step(run):
    drawn, found = stage()
    _, alt = drawn.draw(run=run, weight=(2, 0))
    assert colour_counts(found["edges"]) == {"W_ih": 0, "W_hh": T, "W_ho": 0}
    assert f"on {T} edges" in alt and all(graph_words.short(g) in alt for g in run.copies[:, 2, 0])
    _, early = drawn.draw(run=run, weight=(2, 0), step=3)
    assert "before the backward pass" in early


def test_a_path_lights_its_edges_and_says_its_product(run):
    drawn, found = stage()
    _, alt = drawn.draw(run=run, path=(0, 2, 1, 1))
    assert colour_counts(found["edges"])["W_hh"] == 3
    product = run.factors[2, 2, 0] * run.factors[3, 1, 2] * run.factors[4, 1, 1]
    assert alt.endswith(f"= {graph_words.precise(product)}.") and "from h_2 to h_5" in alt


@pytest.mark.parametrize("collapsed", [False, True])
def test_the_alt_text_follows_every_step(run, collapsed):
    drawn, _ = stage(collapsed)
    alts = [drawn.draw(run=run, step=step)[1] for step in range(LAST + 1)] + [drawn.draw(run=run)[1]]
    assert len(set(alts)) == len(alts)
    assert graph_words.short(run.loss) in alts[T + 1]


def test_a_kept_figure_draws_what_a_fresh_one_draws(run):
    kept, _ = stage()
    walk = [dict(step=0), dict(step=LAST), dict(step=2), dict(weight=(0, 1)), dict(path=(0, 1, 2)), dict(step=T + 3)]
    for values in walk:
        fresh, _ = stage()
        kept.draw(run=run, **values)
        fresh.draw(run=run, **values)
        assert np.array_equal(kept.pixels(), fresh.pixels()), values


def test_a_silent_run_is_drawn_too(net):
    params, reader, xs, targets = net
    silent = unroll.run(params, reader._replace(W_ho=0 * reader.W_ho), 0 * xs, 0 * targets)
    drawn, _ = stage()
    assert drawn.draw(run=silent)[1] != drawn.draw(run=silent, step=T + 2)[1]


def test_what_would_not_be_readable_is_refused(run):
    from matplotlib.figure import Figure

    for size in [(7, 3), (6, 4), (11, 3, True)]:
        with pytest.raises(ValueError, match=f"n_steps is {size[0]} and n_hidden is {size[1]}; expected n_steps ≤ 6"):
            graph.unrolled(Figure(), *size)
    with pytest.raises(ValueError, match=r"run.hs has shape \(6, 3\); expected \(5, 3\)"):
        graph.unrolled(Figure(), 4, 3)(run)
    with pytest.raises(ValueError, match="not collapsed"):
        graph.unrolled(Figure(), T, H, collapsed=True)(run, weight=(0, 0))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-0.42, "−.42"), (0.031, ".03"), (1, "1.00"), (-2e-5, "−2e−5"), (123.4, "123"), (3e5, "3e5"), (0.0949, ".09")],
)
def test_short_numbers(value, text):
    assert graph_words.short(value) == text


# The products of paths


def test_path_products_are_counted_and_added():
    drawn = Stage(paths_plot.path_products)
    _, alt = drawn.draw(products=np.array([0.5, -0.25, 1.0, -0.125, 0.125]))
    assert "5 products" in alt and "3 positive and 2 negative" in alt and "largest is 1" in alt
    assert "The 1 largest" in alt or "The 2 largest" in alt
    assert alt.endswith("add up to 1.25.")


def test_the_notebook_s_sunspots_are_there():
    years = tasks.sunspots().years
    assert {1949, 1959} <= set(years.tolist())
