"""Checks for notebooks 01 to 05: the vanilla network."""

from helpers.lab.check.answering import answer
from helpers.exercises.bptt import BPTT
from helpers.exercises.counting_paths import PATHS
from helpers.exercises.exploding import CLIP, SENTENCES, SHARE
from helpers.exercises.forward_pass import STEP
from helpers.exercises.four_readings import FOUR_READINGS
from helpers.exercises.gradient_check import NUMERICAL_GRADIENT
from helpers.exercises.parameter_count import PARAMETER_COUNT
from helpers.exercises.sensitivities import SENSITIVITIES
from helpers.exercises.unrolled_graph import JACOBIAN, TIED
from helpers.exercises.update_at_end import UPDATE_AT_END
from helpers.exercises.vanishing import BOUND, MISSING, SLOPE, STATEMENTS

# 01 · The forward pass


def step(my_step):
    """Check `my_step(params, x, h) -> h_t`: x (B, I), h (B, H) is h_{t-1}, the result (B, H)."""
    answer(STEP, my_step)


def parameter_count(my_count):
    """Check `my_count(n_inputs, n_hidden, n_steps) -> number`: what W_ih, W_hh and b_h hold, for T = n_steps."""
    answer(PARAMETER_COUNT, my_count)


def sensitivities(my_sensitivities):
    """Check `my_sensitivities(loss, xs, eps) -> dxs`, by central differences.

    loss takes a sequence like xs (T,) and returns a number; dxs (T,) is dL/dx_t; xs is left as it was.
    """
    answer(SENSITIVITIES, my_sensitivities)


# 02 · The unrolled graph


def paths(my_count):
    """Check the number of paths from one unit of h_t to one unit of h_{t+7} in a net of 4 units."""
    answer(PATHS, my_count)


def jacobian(my_jacobian):
    """Check `my_jacobian(W_hh, hs) -> J`: W_hh (H, H), hs (T+1, H) the states of a tanh run, J (H, H) is ∂h_T/∂h_0."""
    answer(JACOBIAN, my_jacobian)


def tied_gradient(my_tied_gradient):
    """Check `my_tied_gradient(untied) -> dW_hh`: untied (T, H, H) holds the copies' gradients, dW_hh (H, H)."""
    answer(TIED, my_tied_gradient)


# 03 · Backpropagation through time


def bptt(my_bptt):
    """Check `my_bptt(params, xs, hs, dhs) -> (total, dW_ih, dW_hh, db_h)`.

    xs (T, B, I), hs (T+1, B, H), dhs (T, B, H) immediate gradients; total (T+1, B, H) is dL/dh_t, aligned with hs.
    """
    answer(BPTT, my_bptt)


def gradient_check(my_numerical_gradient):
    """Check `my_numerical_gradient(f, W, eps) -> gradient`, by central differences.

    f takes a matrix like W and returns a number; W (H, I) is to be left as it was; the result has W's shape.
    """
    answer(NUMERICAL_GRADIENT, my_numerical_gradient)


def four_readings(my_answer):
    """Check which of "imm×total", "total×imm", "imm×imm", "total×total" give the gradient: a set of strings.

    The first word says how ∂L/∂h_t is read, the second how ∂h_t/∂W is; "imm*total" and "imm x total" are read too.
    """
    answer(FOUR_READINGS, my_answer)


def update_at_end(my_training_step):
    """Check `my_training_step(params, xs, hs, dhs, learning_rate) -> (W_ih, W_hh, b_h)`: back, then one SGD update.

    Shapes as in `bptt`; the weights returned are new arrays, params is left as it was.
    """
    answer(UPDATE_AT_END, my_training_step)


# 04 · Vanishing gradients


def slope(my_slope):
    """Check the slope of log ‖dL/dh_t‖ per step back in notebook 04's linear network: a number, to two digits."""
    answer(SLOPE, my_slope)


def bound(my_bound):
    """Check `my_bound(W_hh, lag) -> number`: the most by which `lag` steps can stretch a gradient; W_hh (H, H)."""
    answer(BOUND, my_bound)


def missing(my_missing):
    """Check `my_missing(contributions, k) -> number`: the error of keeping the last k of the contributions (T, H, H)."""
    answer(MISSING, my_missing)


def statements(my_answer):
    """Check which of notebook 04's sentences "A" to "F" are true: a set of strings."""
    answer(STATEMENTS, my_answer)


# 05 · Exploding gradients


def clip(my_clip):
    """Check `my_clip(gradients, threshold) -> gradients`: a tuple of five arrays in, five arrays out, by global norm."""
    answer(CLIP, my_clip)


def share(my_share):
    """Check step 1's part of the gradient over step 20's, after clipping: a number."""
    answer(SHARE, my_share)


def sentences(my_answer):
    """Check which of notebook 05's sentences "A" to "F" are true: a set of strings."""
    answer(SENTENCES, my_answer)
