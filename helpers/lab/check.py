"""Checks that answer back: `check.bptt(my_bptt)` says whether it is right, or which mistake was made and in which line.

To add one, write `STEP = Exercise(title, outputs, problems, solution, mistakes)`, an `Answer`, a `Choice` or a
`Matching` in the notebook's file in helpers/exercises/, and here a one-line function with a docstring.
"""

from helpers.lab.answering import answer, hint, require  # noqa: F401 – called as check.hint(), check.require()


# 01 · The forward pass
def step(my_step):
    """Check `my_step(params, x, h) -> h_t`: x (B, I), h (B, H) is h_{t-1}, the result (B, H)."""
    answer("forward_pass.STEP", my_step)


def parameter_count(my_count):
    """Check `my_count(n_inputs, n_hidden, n_steps) -> number`: what W_ih, W_hh and b_h hold, for T = n_steps."""
    answer("parameter_count.PARAMETER_COUNT", my_count)


def sensitivities(my_sensitivities):
    """Check `my_sensitivities(loss, xs, eps) -> dxs`: central differences of loss(xs), a number; xs and dxs are (T,)."""
    answer("sensitivities.SENSITIVITIES", my_sensitivities)


# 02 · The unrolled graph
def paths(my_count):
    """Check the number of paths from one unit of h_t to one unit of h_{t+7} in a net of 4 units."""
    answer("counting_paths.PATHS", my_count)


def jacobian(my_jacobian):
    """Check `my_jacobian(W_hh, hs) -> J`: W_hh (H, H), hs (T+1, H) the states of a tanh run, J (H, H) is ∂h_T/∂h_0."""
    answer("unrolled_graph.JACOBIAN", my_jacobian)


def tied_gradient(my_tied_gradient):
    """Check `my_tied_gradient(untied) -> dW_hh`: untied (T, H, H) holds the copies' gradients, dW_hh (H, H)."""
    answer("unrolled_graph.TIED", my_tied_gradient)


# 03 · Backpropagation through time
def bptt(my_bptt):
    """Check `my_bptt(params, xs, hs, dhs) -> (total, dW_ih, dW_hh, db_h)`; dhs immediate, total aligned with hs (T+1, B, H)."""
    answer("bptt.BPTT", my_bptt)


def gradient_check(my_numerical_gradient):
    """Check `my_numerical_gradient(f, W, eps) -> gradient`: central differences of f(W), a number; W (H, I) stays as it was."""
    answer("gradient_check.NUMERICAL_GRADIENT", my_numerical_gradient)


def four_readings(my_answer):
    """Check which of "imm×total", "total×imm", "imm×imm", "total×total" (∂L/∂h_t × ∂h_t/∂W) are right: a set of strings."""
    answer("four_readings.FOUR_READINGS", my_answer)


def update_at_end(my_training_step):
    """Check `my_training_step(params, xs, hs, dhs, learning_rate) -> (W_ih, W_hh, b_h)`, new arrays; shapes as in `bptt`."""
    answer("update_at_end.UPDATE_AT_END", my_training_step)


# 04 · Vanishing gradients
def slope(my_slope):
    """Check the slope of log ‖dL/dh_t‖ per step back in notebook 04's linear network: a number, to two digits."""
    answer("vanishing.SLOPE", my_slope)


def bound(my_bound):
    """Check `my_bound(W_hh, lag) -> number`: the most by which `lag` steps can stretch a gradient; W_hh (H, H)."""
    answer("vanishing.BOUND", my_bound)


def missing(my_missing):
    """Check `my_missing(contributions, k) -> number`: the error of keeping the last k of the contributions (T, H, H)."""
    answer("vanishing.MISSING", my_missing)


def statements(my_answer):
    """Check which of notebook 04's sentences "A" to "F" are true: a set of strings."""
    answer("vanishing.STATEMENTS", my_answer)


# 05 · Exploding gradients
def clip(my_clip):
    """Check `my_clip(gradients, threshold) -> gradients`: a tuple of five arrays in, five arrays out, by global norm."""
    answer("exploding.CLIP", my_clip)


def share(my_share):
    """Check step 1's part of the gradient over step 20's, after clipping: a number."""
    answer("exploding.SHARE", my_share)


def sentences(my_answer):
    """Check which of notebook 05's sentences "A" to "F" are true: a set of strings."""
    answer("exploding.SENTENCES", my_answer)


# 06 · Who blames whom
def lower_triangular(my_answer):
    """Check which of notebook 06's sentences "A" to "F" say why M is lower triangular: a set of strings."""
    answer("blame_matrix.LOWER_TRIANGULAR", my_answer)


def steps_back(my_count):
    """Check how many steps back 100 backward passes take, one for each loss: a number."""
    answer("blame_matrix.STEPS_BACK", my_count)


def letter_blame(my_letter_blame):
    """Check `my_letter_blame(params, hs, dhs) -> X (T, T)`: hs (T+1, H), dhs (T, H), X[k-1, t-1] = ‖dL_k/dx_t‖."""
    answer("blame_letters.LETTER_BLAME", my_letter_blame)


def truncated(my_truncated):
    """Check `my_truncated(params, xs, hs, dhs, length) -> (dW_ih, dW_hh)`: xs (T, I), else as in `letter_blame`."""
    answer("blame_truncated.TRUNCATED", my_truncated)


# 07 · The LSTM
def lstm_step(my_lstm_step):
    """Check `my_lstm_step(params, x, h, c) -> (h_t, c_t)`: x (B, I), all states (B, H), params as in helpers/cells/lstm.py."""
    answer("lstm_step.LSTM_STEP", my_lstm_step)


def lstm_backward(my_lstm_backward):
    """Check `my_lstm_backward(params, trace, dhs) -> (total, total_c, dW_ih, dW_hh, db_h)`: back through an LSTM.

    trace holds xs (T, B, I), hs and cs (T+1, B, H), gates (T, B, 4H) in the order i, f, g, o; dhs (T, B, H) is the
    immediate gradient; total and total_c (T+1, B, H) are dL/dh_t and dL/dc_t, aligned with hs."""
    answer("lstm_backward.LSTM_BACKWARD", my_lstm_backward)


def forget_bias(my_forget_bias):
    """Check `my_forget_bias(lag, share) -> number`: the b_f with which the direct path keeps `share` over `lag` steps."""
    answer("vanishing_lstm.BIAS", my_forget_bias)


# 08 · The GRU
def chrono_bias(my_chrono_bias):
    """Check `my_chrono_bias(u, longest) -> b_z`: u (H,) uniform between 0 and 1, the longest lag; b_z (H,)."""
    answer("gru_chrono.CHRONO_BIAS", my_chrono_bias)


def gru_convention(my_conversion):
    """Check `my_conversion(kernel, recurrent_kernel, bias) -> (W_ih, W_hh, b_h, b_hn)`: a GRU from Keras to this course.

    kernel (I, 3H), recurrent_kernel (H, 3H), bias (2, 3H), columns z, r, n; W_ih (3H, I), W_hh (3H, H), b_h (3H,),
    rows r, z, n, and b_hn (H,)."""
    answer("gru_convention.GRU_CONVERSION", my_conversion)


def gru_counts(my_counts):
    """Check `my_counts(n_inputs, n_hidden) -> (rnn, lstm, gru)`: what each holds, with PyTorch's two biases."""
    answer("gru_count.COUNTS", my_counts)


def gru_backward(my_backward):
    """Check `my_backward(W_hh, h_prev, r, z, n, m, dh) -> (d_n, d_z, d_r, dh_prev)`: one step back through the GRU.

    W_hh (3H, H), rows r, z, n; all else (B, H): m is W_hn h_{t-1} + b_hn, dh is dL/dh_t; d_n, d_z and d_r are the
    gradients at the three pre-activations."""
    answer("gru_backward.GRU_BACKWARD", my_backward)


# 09 · The memory race
def longer(my_factor):
    """Check how many times as many updates the chrono LSTM needs at T = 100 as at T = 10: a number."""
    answer("race.LONGER", my_factor)


def uncorrected(my_ratio):
    """Check how many times too long Adam's first step would be without its corrections: a number, to two digits."""
    answer("race.UNCORRECTED", my_ratio)


# 10 · Real sequences
def bits(my_bits):
    """Check `my_bits(log_p, targets) -> number`: bits per character; log_p (T, B, K), targets (T, B), −1 asks for nothing."""
    answer("real_sequences.BITS", my_bits)


def shapes(my_shapes):
    """Check which shape each of notebook 10's tasks has: a dictionary such as {"A": 1, "B": 1}, numbers 1 to 4."""
    answer("real_sequences.SHAPES", my_shapes)


def forecasts(my_answer):
    """Check which of notebook 10's sentences "A" to "F" on the forecasts are true: a set of strings."""
    answer("real_sequences.FORECASTS", my_answer)


# 11 · The road alone
def scan(my_scan):
    """Check `my_scan(kept, added) -> (h, passes)`: kept, added and h (T, H), h_t = kept_t ⊙ h_{t-1} + added_t, h_0 = 0."""
    answer("road_scan.SCAN", my_scan)


def joins(my_joins):
    """Check how many joins a scan of 1000 steps makes: a number."""
    answer("road_scan.JOINS", my_joins)


def lambda_gradient(my_lambda_gradient):
    """Check `my_lambda_gradient(lam, xs) -> number`: ∂h_T/∂λ of h_t = λ h_{t-1} + x_t from h_0 = 0; xs (T,)."""
    answer("road_lambda.LAMBDA_GRADIENT", my_lambda_gradient)


# 12 · Spot the broken backward
def broken(my_answer):
    """Check which of the backward passes "A" to "J" are broken: a set of strings."""
    answer("broken_backward.BROKEN", my_answer)


def mistakes_made(my_mistakes):
    """Check which mistake each broken backward pass makes: a dictionary such as {"A": 1, "B": 2}, numbers 1 to 9."""
    answer("broken_backward.MISTAKES_MADE", my_mistakes)
