"""Checks that answer back: `check.bptt(my_bptt)` says whether it is right, or which mistake was made.

How to add one, in the notebook's file in helpers/exercises/:
  1. a function: write `problems(rng)`, which yields argument tuples, and a `truth` whose parameters bear the names the
     learner's function has; list `Mistake(name, gives, why, look)`, where `gives` is a function that makes the
     mistake. All in `STEP = Exercise(title, outputs, problems, truth, mistakes)`; outputs are `Output(name)`.
     If two mistakes can be made at once, write them as switches of one `loop(switches, *args)` (see bptt.py).
  2. a number: `PATHS = Answer(title, truth, why, mistakes)`, where `gives` is the wrong number; `Choice` for options, `Matching` for pairs.
  3. here: a one-line function with a docstring. The engine's judge.py finds the words; test_checks.py proves that
     each mistake is named as itself.
"""

import textwrap

from helpers.exercises import judge
from helpers.exercises.blame_matrix import LETTER_BLAME, LOWER_TRIANGULAR, STEPS_BACK
from helpers.exercises.blame_truncated import TRUNCATED
from helpers.exercises.bptt import BPTT
from helpers.exercises.broken_backward import BROKEN, MISTAKES_MADE
from helpers.exercises.counting_paths import PATHS
from helpers.exercises.exploding import CLIP, LONGEST_STEP, SENTENCES, SHARE
from helpers.exercises.forward_pass import STEP
from helpers.exercises.four_readings import FOUR_READINGS
from helpers.exercises.gradient_check import NUMERICAL_GRADIENT
from helpers.exercises.gru_backward import GRU_BACKWARD
from helpers.exercises.gru_chrono import CHRONO_BIAS
from helpers.exercises.gru_convention import GRU_CONVERSION
from helpers.exercises.gru_count import COUNTS
from helpers.exercises.lstm_backward import LSTM_BACKWARD
from helpers.exercises.lstm_step import LSTM_STEP
from helpers.exercises.parameter_count import PARAMETER_COUNT
from helpers.exercises.sensitivities import SENSITIVITIES
from helpers.exercises.unrolled_graph import JACOBIAN, TIED
from helpers.exercises.update_at_end import UPDATE_AT_END
from helpers.exercises.vanishing import BOUND, MISSING, SLOPE, STATEMENTS
from helpers.exercises.vanishing_lstm import BIAS


def answer(exercise, attempt):
    """Judge an attempt at any exercise and print what there is to say about it."""
    verdict = judge(exercise, attempt)
    lines = verdict.printed.rstrip("\n").splitlines()
    if lines:
        print("\n".join(lines[:20] + [f"(and {len(lines) - 20} more lines)"] * (len(lines) > 20)))
    for line in verdict.text.splitlines():
        print(textwrap.fill(line, 88, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))


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


def longest_step(my_length):
    """Check how long SGD's step is at most with notebook 05's learning rate and threshold: a number."""
    answer(LONGEST_STEP, my_length)


def share(my_share):
    """Check step 1's part of the gradient over step 20's, after clipping: a number."""
    answer(SHARE, my_share)


def sentences(my_answer):
    """Check which of notebook 05's sentences "A" to "F" are true: a set of strings."""
    answer(SENTENCES, my_answer)


# 06 · Who blames whom


def lower_triangular(my_answer):
    """Check which of notebook 06's sentences "A" to "F" say why M is lower triangular: a set of strings."""
    answer(LOWER_TRIANGULAR, my_answer)


def steps_back(my_count):
    """Check how many steps back 100 backward passes take, one for each loss: a number."""
    answer(STEPS_BACK, my_count)


def letter_blame(my_letter_blame):
    """Check `my_letter_blame(params, hs, dhs) -> X (T, T)`: hs (T+1, H), dhs (T, H), X[k-1, t-1] = ‖dL_k/dx_t‖."""
    answer(LETTER_BLAME, my_letter_blame)


def truncated(my_truncated):
    """Check `my_truncated(params, xs, hs, dhs, length) -> (dW_ih, dW_hh)`: xs (T, I), else as in `letter_blame`."""
    answer(TRUNCATED, my_truncated)


# 07 · The LSTM


def lstm_step(my_lstm_step):
    """Check `my_lstm_step(params, x, h, c) -> (h_t, c_t)`: x (B, I), all states (B, H), params as in helpers/lstm.py."""
    answer(LSTM_STEP, my_lstm_step)


def lstm_backward(my_lstm_backward):
    """Check `my_lstm_backward(params, trace, dhs) -> (total, total_c, dW_ih, dW_hh, db_h)`.

    trace holds xs (T, B, I), hs and cs (T+1, B, H), gates (T, B, 4H) side by side in the order i, f, g, o; dhs (T, B, H)
    is the immediate gradient; total and total_c (T+1, B, H) are dL/dh_t and dL/dc_t, aligned with hs.
    """
    answer(LSTM_BACKWARD, my_lstm_backward)


def forget_bias(my_forget_bias):
    """Check `my_forget_bias(lag, share) -> number`: the b_f with which the direct path keeps `share` over `lag` steps."""
    answer(BIAS, my_forget_bias)


def broken(my_answer):
    """Check which of the backward passes "A" to "J" are broken: a set of strings."""
    answer(BROKEN, my_answer)


def mistakes_made(my_mistakes):
    """Check which mistake each broken backward pass makes: a dictionary such as {"A": 1, "B": 2}, numbers 1 to 9."""
    answer(MISTAKES_MADE, my_mistakes)


# 08 · The GRU


def chrono_bias(my_chrono_bias):
    """Check `my_chrono_bias(u, longest) -> b_z`: u (H,) uniform between 0 and 1, the longest lag; b_z (H,)."""
    answer(CHRONO_BIAS, my_chrono_bias)


def gru_convention(my_conversion):
    """Check `my_conversion(kernel, recurrent_kernel, bias) -> (W_ih, W_hh, b_h, b_hn)`: a GRU from Keras to this course.

    kernel (I, 3H), recurrent_kernel (H, 3H), bias (2, 3H), columns z, r, n; W_ih (3H, I), W_hh (3H, H), b_h (3H,),
    rows r, z, n, and b_hn (H,).
    """
    answer(GRU_CONVERSION, my_conversion)


def gru_counts(my_counts):
    """Check `my_counts(n_inputs, n_hidden) -> (rnn, lstm, gru)`: what each holds, with PyTorch's two biases."""
    answer(COUNTS, my_counts)


def gru_backward(my_backward):
    """Check `my_backward(W_hh, h_prev, r, z, n, m, dh) -> (d_n, d_z, d_r, dh_prev)`: one step back through the GRU.

    W_hh (3H, H), rows r, z, n; all else (B, H): m is W_hn h_{t-1} + b_hn, dh is dL/dh_t; d_n, d_z and d_r are the
    gradients at the three pre-activations.
    """
    answer(GRU_BACKWARD, my_backward)
