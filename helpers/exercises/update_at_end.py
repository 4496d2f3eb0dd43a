"""Notebook 03's exercise: one training step whose update comes at the very end."""

import numpy as np

from helpers.exercises import Exercise, Output, bptt, table
from helpers.exercises.backward_step import SHORT, STEP_MISTAKES


def problems(rng):
    """Draw (params, xs, hs, dhs, learning_rate), with rates large enough for a moved W_hh to show."""
    for args, learning_rate in zip(bptt.problems(rng), [0.1, 0.3, 0.05, 0.2] * 3):
        yield *args, learning_rate


def my_training_step(params, xs, hs, dhs, learning_rate):
    dW_ih, dW_hh, db_h = (np.zeros_like(weights) for weights in params[:3])
    carried = np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        delta = (1 - hs[t] ** 2) * (dhs[t - 1] + carried)
        dW_ih += delta.T @ xs[t - 1]
        dW_hh += delta.T @ hs[t - 1]
        db_h += delta.sum(axis=0)
        carried = delta @ params.W_hh
    return (
        params.W_ih - learning_rate * dW_ih,
        params.W_hh - learning_rate * dW_hh,
        params.b_h - learning_rate * db_h,
    )


UPDATE_AT_END = Exercise(
    title="a training step", outputs=(Output("W_ih"), Output("W_hh"), Output("b_h")), problems=problems,
    solution=my_training_step, mistakes=table("""
W_hh updated inside the loop :: BACK → delta @ (params.W_hh - learning_rate * dW_hh)
| BACK → delta @ (params.W_hh - learning_rate * (dW_hh - SUM_HH)) | carried = BACK → MOVE delta @ W
& return → RESULT return
    δ_t must go back through the W_hh that the forward pass used; the update comes at the very end.
the running sum subtracted at every step :: carried = BACK → MOVE BACK & return → RESULT return
    inside the loop the gradient is still growing; subtracting it T times counts the late steps again and again.
its sign flipped :: - learning_rate → + learning_rate
the sign flipped for one of the three :: W_ih - → W_ih + | W_hh - → W_hh + | b_h - → b_h +
the learning rate left out :: learning_rate * →
the learning rate applied twice :: - learning_rate * → - learning_rate * learning_rate *
the learning rate on δ, which carries it back :: PHI → learning_rate * PHI & - learning_rate * → -
    W ← W − η dL/dW: the gradient points uphill and says where to, η says how far, once.
η (W − dW), or (W − η) dW, in place of W − η dW :: params.? - learning_rate * d? → learning_rate * (params.? - d?) EACH
| params.? - learning_rate * d? → (params.? - learning_rate) * d? EACH
    W ← W − η dL/dW: η times the gradient alone, and the product comes before the difference.
the gradients returned in place of the new weights :: params.? - learning_rate * → EACH
the weights returned as they were :: - learning_rate * → - 0 *
the change returned in place of the new weights :: params.? - → - EACH
one of the three left as it was :: _rate * dW_ih → _rate * 0 | _rate * dW_hh → _rate * 0 | _rate * db_h → _rate * 0
    the function returns the weights after the step, and SGD moves all three: W_ih, W_hh and b_h.
weight decay besides :: params.? - → (1 - 0.01 * learning_rate) * params.? - EACH
each gradient clipped to ±1, or ±5 :: * d? → * np.clip(d?, -1, 1) EACH | * d? → * np.clip(d?, -5, 5) EACH
Adam's or Adagrad's first step ~1e-6 :: * d? → * d? / np.sqrt(d?**2 + 1e-8) EACH | * d? → * d? / (np.abs(d?) + 1e-8) EACH
each gradient cut to length 1 :: * d? → * d? / np.linalg.norm(d?) EACH
all gradients together cut to length 1 :: return → learning_rate = learning_rate / max(1, SIZE)⏎    return
each sequence's update made before the next is read :: carried = np.zeros → if len(hs[0]) > 1:
& > 1: → > 1:⏎        for b in range(len(hs[0])):⏎            one = (each[:, b : b + 1] for each in (xs, hs, dhs))
& dhs)) → dhs))⏎            params = params._replace(**dict(zip(params._fields, my_training_step(params, *one, learning_rate))))
& learning_rate)))) → learning_rate))))⏎        return params[:3]⏎    carried = np.zeros
    plain SGD is asked for: the step is η times the gradient itself, long or short, and nothing else.
""", **SHORT, SIZE="np.sqrt(sum((d**2).sum() for d in (dW_ih, dW_hh, db_h)))", RESULT="dW_ih, dW_hh, db_h = sums;",
        MOVE="W = (params.W_hh if t == len(dhs) else W) - learning_rate * dW_hh; sums = [a + b for a, b in "
        "zip(sums if t < len(dhs) else (0, 0, 0), (dW_ih, dW_hh, db_h))]; carried =", EACH="{W_ih W_hh b_h}")
    + STEP_MISTAKES,
)  # fmt: skip
