"""Notebook 05's exercises: clipping by global norm, what it does not cure, six sentences."""

import numpy as np

from helpers.exercises import Answer, Choice, Exercise, Mistake, Output

NAMES = ("W_ih", "W_hh", "b_h", "W_ho", "b_o")


def problems(rng):
    """Draw (gradients, threshold): five arrays as a net with a readout has them, long, short, and in between."""
    for I, H, O, size, threshold, longest in [(2, 3, 1, 3.0, 1.0, 1), (1, 4, 2, 5.0, 0.5, 3), (3, 2, 2, 0.01, 1.0, 1),
                                              (2, 5, 3, 0.4, 1.5, 0), (4, 3, 2, 50.0, 5.0, 1), (2, 4, 1, 0.02, 0.3, 2)]:
        shapes = [(H, I), (H, H), (H,), (O, H), (O,)]
        gradients = [size * rng.normal(size=shape) for shape in shapes]
        gradients[longest] *= 3  # the arrays differ in length, as they do in a net
        yield tuple(gradients), threshold


def clip(gradients, threshold):
    """All five arrays scaled by one factor, min(1, threshold / their norm together)."""
    return _scaled(gradients, min(1.0, threshold / _norm(gradients)))


def _norm(arrays):
    return np.sqrt(sum((array**2).sum() for array in arrays))


def _scaled(arrays, factor):
    return tuple(factor * array for array in arrays)


def _each(arrays, threshold):
    return tuple(array * min(1.0, threshold / np.linalg.norm(array)) for array in arrays)


def _by(norm_of):
    """Clipping with another number in the norm's place."""
    return lambda gradients, threshold: _scaled(gradients, min(1.0, threshold / norm_of(gradients)))


def _of_one(k):
    """The norm of the k-th array alone."""
    return lambda gradients: np.linalg.norm(gradients[k])


def _only(k, norm_of):
    """The k-th array scaled, the others as they were."""
    def scaled(gradients, threshold):
        array = gradients[k] * min(1.0, threshold / norm_of(gradients))
        return (*gradients[:k], array, *gradients[k + 1:])

    return scaled


def _where_long(gradients, threshold, factor):
    return _scaled(gradients, factor if _norm(gradients) > threshold else 1.0)


CLIP = Exercise(
    title="clipping by global norm",
    outputs=tuple(Output(name) for name in NAMES),
    problems=problems,
    truth=clip,
    tolerance=2e-6,  # PyTorch's clip_grad_norm_ adds 1e-6 to the norm: that is right as well
    mistakes=(
        Mistake("a norm for each array", _each, "each array then gets a factor of its own, and the whole points "
                "elsewhere: the global norm is taken over all five arrays together.",
                "where the norm is computed: before the loop over the arrays, once."),
        Mistake("every entry clipped by itself", lambda gradients, threshold: tuple(
                np.clip(array, -threshold, threshold) for array in gradients), "cutting entries turns the direction "
                "towards a diagonal; clipping by norm shortens the gradient and keeps its direction.",
                "`np.clip`: use one factor for everything."),
        Mistake("short gradients stretched as well", lambda gradients, threshold:
                _scaled(gradients, threshold / _norm(gradients)), "a gradient shorter than the threshold stays as it "
                "is; stretched, it would never let learning settle.", "the factor: it is at most 1."),
        Mistake("the fraction turned round", (
                lambda gradients, threshold: _scaled(gradients, min(1.0, _norm(gradients) / threshold)),
                lambda gradients, threshold: _where_long(gradients, threshold, _norm(gradients) / threshold)),
                "norm / threshold is above 1 for the gradients that are to be shortened, and below 1 for those that are "
                "to stay.", "the fraction: threshold above, norm below."),
        Mistake("the larger of 1 and the factor", lambda gradients, threshold:
                _scaled(gradients, max(1.0, threshold / _norm(gradients))), "this stretches short gradients and leaves "
                "the long ones alone: the reverse of clipping.", "`min`, not `max`; or which way the comparison goes."),
        Mistake("no square root", _by(lambda gradients: _norm(gradients) ** 2), "the sum of the squares is the squared "
                "norm.", "the line that computes the norm."),
        Mistake("the largest entry as the norm", _by(lambda gradients: max(np.abs(array).max() for array in gradients)),
                "the largest entry says little about the length: many small entries make a long gradient.",
                "the norm: the root of the sum of all squares."),
        Mistake("the largest of the five norms", _by(lambda gradients: max(map(np.linalg.norm, gradients))),
                "the five arrays are one long vector, longer than its longest part.",
                "how the five norms become one: square, add, root."),
        Mistake("the norm of one array alone", tuple(_by(_of_one(k)) for k in range(5)), "all five arrays together make "
                "the global norm.", "which arrays the sum of squares runs over."),
        Mistake("one array scaled, the others not", tuple(
                _only(k, norm) for k in range(5) for norm in (_of_one(k), _norm)), "scale one of them and the direction "
                "turns: one factor serves all.", "which arrays the factor multiplies."),
        Mistake("the entries added up before they are squared", _by(lambda gradients: np.sqrt(
                sum(array.sum() ** 2 for array in gradients))), "entries of opposite sign then cancel; their squares do "
                "not.", "`array**2` first, `.sum()` after."),
        Mistake("the five norms added up", _by(lambda gradients: sum(map(np.linalg.norm, gradients))),
                "lengths at right angles do not add; their squares do.", "square the norms, add them, take the root."),
        Mistake("the sum of absolute values as the norm", _by(lambda gradients: sum(np.abs(a).sum() for a in gradients)),
                "the norm meant here is the Euclidean one: the root of the sum of squares.", "squares, not `np.abs`."),
        Mistake("the mean in place of the sum", _by(lambda gradients: np.sqrt(np.mean(np.concatenate(
                [array.ravel() ** 2 for array in gradients])))), "with the mean, a larger net would be clipped less.",
                "`sum`, not `mean`."),
        Mistake("the readout left out of the norm", _by(lambda gradients: _norm(gradients[:3])), "the readout's weights "
                "learn too: all five arrays make the global norm.", "which arrays the sum of squares runs over."),
        Mistake("the readout not scaled", lambda gradients, threshold:
                (*clip(gradients, threshold)[:3], *gradients[3:]), "one factor for all, or the direction turns.",
                "the last two arrays that you return."),
        Mistake("the readout left out of both", lambda gradients, threshold:
                (*clip(gradients[:3], threshold), *gradients[3:]), "the readout's weights learn too: they belong in the "
                "norm and are scaled with the rest.", "all five arrays: `for array in gradients`."),
        Mistake("length 1 in place of the threshold", lambda gradients, threshold:
                _where_long(gradients, threshold, 1 / _norm(gradients)), "a gradient that is too long is cut to the "
                "threshold's length.", "the numerator of the factor."),
        Mistake("a division by the threshold", lambda gradients, threshold:
                _where_long(gradients, threshold, 1 / threshold), "the factor must bring the norm to the threshold: "
                "divide by the norm, times the threshold.", "the denominator."),
        Mistake("the threshold as the factor", lambda gradients, threshold: _where_long(gradients, threshold, threshold),
                "the factor must bring the norm to the threshold, whatever it was.", "divide by the norm."),
        Mistake("a long gradient thrown away", lambda gradients, threshold: _where_long(gradients, threshold, 0.0),
                "its length is of no use, but its direction is: keep it, shortened.", "what is returned for a long one."),
        Mistake("no clipping at all", lambda gradients, threshold: gradients, "a gradient longer than the threshold is "
                "to be shortened.", "the comparison of norm and threshold."),
    ),
)

FIRST, LAST, GLOBAL = 3e-6, 1.5, 10.0

SHARE = Answer(
    title="step 1's part over step 20's",
    truth=FIRST / LAST,
    why="Both parts are multiplied by the same 0.1, so their ratio stays what it was: two millionths.",
    mistakes=(
        Mistake("the ratio scaled as well", FIRST / LAST / GLOBAL, "step 20's part is scaled by the same factor as "
                "step 1's, and it cancels.", "what clipping does to the denominator."),
        Mistake("the ratio grown by the norm", FIRST / LAST * GLOBAL, "clipping shortens; and it shortens both.",
                "the one factor that multiplies all parts."),
        Mistake("step 1's part alone", FIRST / GLOBAL, "this is the size of step 1's part after clipping.",
                "divide by step 20's part after clipping."),
        Mistake("step 20's part alone", LAST / GLOBAL, "this is the size of step 20's part after clipping.",
                "what is divided by it."),
        Mistake("the ratio turned round", LAST / FIRST, "asked for is step 1's over step 20's.", "the order."),
        Mistake("equal shares", 1.0, "clipping does not level the steps: it scales their sum, whole.",
                "the factor: it is the same for every step."),
        Mistake("each step clipped by itself", FIRST / 1.0, "the norm of the whole gradient is compared with the "
                "threshold, once, after all steps are added up.", "what the norm is taken of."),
    ),
    hint="Write down both parts after clipping, then divide.",
)

SENTENCES = Choice(
    title="which of the sentences A to F are true",
    options={
        "A": "false: w = 1 at h = 0 has w·tanh′ = 1. Such a unit keeps every push, noise as well as signal: it is not stable.",
        "B": "true: at rest w·tanh′ < 1, which is what brings the unit back, and is the factor on the gradient.",
        "C": "false: the slope of the logistic function is at most ¼, so a step can stretch only once w > 4.",
        "D": "true: every weight's gradient is multiplied by the same factor.",
        "E": "false: all steps' parts are scaled alike. A share of one millionth stays a share of one millionth.",
        "F": "false: in the runs above the clipped net's norms go on spiking; what is bounded is the step.",
    },
    right=frozenset({"B", "D"}),
)
