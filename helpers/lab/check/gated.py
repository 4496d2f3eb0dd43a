"""Checks for notebooks 06 to 08: the matrix of blame, and the cells with gates."""

from helpers.lab.check.answering import answer
from helpers.exercises.blame_letters import LETTER_BLAME
from helpers.exercises.blame_matrix import LOWER_TRIANGULAR, STEPS_BACK
from helpers.exercises.blame_truncated import TRUNCATED
from helpers.exercises.broken_backward import BROKEN, MISTAKES_MADE
from helpers.exercises.gru_backward import GRU_BACKWARD
from helpers.exercises.gru_chrono import CHRONO_BIAS
from helpers.exercises.gru_convention import GRU_CONVERSION
from helpers.exercises.gru_count import COUNTS
from helpers.exercises.lstm_backward import LSTM_BACKWARD
from helpers.exercises.lstm_step import LSTM_STEP
from helpers.exercises.vanishing_lstm import BIAS

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
    """Check `my_lstm_step(params, x, h, c) -> (h_t, c_t)`: x (B, I), all states (B, H), params as in helpers/cells/lstm.py."""
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
