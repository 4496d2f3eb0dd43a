"""The same for what measures and what learns: an ordinary test turns red at every slip (see mutants.py)."""

from functools import cache

from mutants import each_definition, ordinary_tests, unnoticed

from helpers.learn import tasks, training, truncation
from helpers.measure import gradients

BROKEN = {
    gradients: "ledger blame _blame_of norms jacobian_products spectral_radius largest_singular_value measured_rate "
               "lyapunov_rate central_differences complex_step _value _probe",
    training: "weights sgd adam _checked_betas _check_moments global_norm clip _check_threshold _shortened _paired "
              "learn _pairs train",
    truncation: "truncated _gradients_of",
    tasks: "spell temporal_order adding scale unscale windows",
}  # fmt: skip
TESTS = {
    gradients: "measure.test_gradients cells.test_cells", training: "learn.test_training learn.test_learning",
    truncation: "learn.test_training", tasks: "learn.test_tasks",
}  # fmt: skip
# Slips that change nothing anyone could see, by their reason.
EQUIVALENT = {
    "only how many losses a sweep serves, not what is found": """
        gradients.blame: s for array in (*trace, trace.hs)))) or 1 → 2
        gradients.blame: at_once = max(M.nbytes, SWEEP) // (3 → 4 * sum((array.nbytes for array""",
    "zeros divided by anything are zeros": """
        gradients.norms: [tiny] / np.where(largest > 0, largest, 1 → 2)[:, None, None]""",
    "a square is as wide as it is high": """
        gradients.jacobian_products: products[-1] = np.eye(jacobians.shape[-1 → 2])""",
    "norms in float32 have no more digits to lose": """
        gradients.measured_rate: urn float(-np.polyfit(t, np.log(norms[t].astype(float) → ), 1)[0])""",
    "the other way gives the same, only later": """
        training.global_norm: if 1e-280 < squares < np.inf: left out""",
    "where they are equal, the factor is 1": """
        training._shortened: ctor = float(threshold) / norm if norm > → = threshold else 1.0""",
    "a window without a loss costs time and adds nothing": """
        truncation.truncated: asked = [window for window in asked if window[1].any()] or asked[:1] left out
        truncation.truncated:  in asked if window[1].any()] or asked[:1 → 2]""",
    "nothing, cut after one, is nothing": """
        training.train: history, done = ([], (params, layer, 0 → 1))""",
}


@cache
def asked(module):
    return ordinary_tests(module, ("house.test_bad_input", *TESTS[module].split()))


@each_definition(BROKEN)
def test_every_slip_is_noticed(module, name):
    left, no_slips = unnoticed(module, name, asked(module), EQUIVALENT)
    assert (left, no_slips) == ([], set())
