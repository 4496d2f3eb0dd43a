"""Notebook 05's exercises: clipping by global norm, what it does not cure, six sentences."""

import numpy as np

from helpers.exercises import Answer, Choice, Exercise, Output, numbers, table

NAMES = ("W_ih", "W_hh", "b_h", "W_ho", "b_o")


def problems(rng):
    """Draw (gradients, threshold): a net's five arrays, long, short, zero, of norms between 1 and the threshold too."""
    for I, H, O, size, threshold, longest in [
        (2, 3, 1, 3.0, 1.0, 1), (1, 4, 2, 5.0, 0.5, 3), (3, 2, 2, 0.01, 1.0, 1), (2, 5, 3, 0.4, 1.5, 0),
        (4, 3, 2, 5.0, 12.0, 1), (2, 4, 1, 0.02, 0.3, 2), (2, 3, 2, 0.4, 8.0, 1), (2, 3, 1, 0.1, 0.2, 0),
        (2, 3, 2, 0.0, 1.0, 1)]:  # fmt: skip
        shapes = [(H, I), (H, H), (H,), (O, H), (O,)]
        gradients = [size * rng.normal(size=shape) for shape in shapes]
        gradients[longest] *= 3  # the arrays differ in length, as they do in a net
        yield tuple(gradients), threshold


def my_clip(gradients, threshold):
    norm = np.sqrt(sum((array**2).sum() for array in gradients))
    factor = min(1.0, threshold / norm)
    return tuple(factor * array for array in gradients)


CLIP = Exercise(
    title="clipping by global norm", outputs=tuple(map(Output, NAMES)), problems=problems, solution=my_clip,
    tolerance=2e-6,  # PyTorch's clip_grad_norm_ adds 1e-6 to the norm: that is right as well, and hides no mistake
    mistakes=tuple(mistake._replace(tolerance=1e-5) for mistake in table("""
nothing clipped, the arrays returned as they came :: factor * →
    in a loop over the arrays `g = factor * g` makes a new array and changes none: collect the new ones and return them.
a norm for each array :: factor * → min(1.0, threshold / OWN) * | factor * → threshold / OWN * | factor * → min(norm, threshold) / OWN *
a norm for each array, and a part of the threshold :: factor * → min(1.0, threshold / 5 / OWN) *
| factor * → min(1.0, threshold / 5**0.5 / OWN) *
a norm for each row :: factor * → np.minimum(1.0, threshold / np.sqrt((array**2).sum(axis=-1, keepdims=True))) *
a norm that grows from array to array :: ALL → min(1.0, threshold / UP_TO_K) * array EACH
    then each has a factor of its own, and the whole turns: first one norm of all five, then one factor for all.
every entry clipped by itself :: ALL → np.clip(array, -threshold, threshold) for array in gradients
| ALL → np.minimum(array, threshold) for array in gradients
    that turns the direction towards a diagonal; clipping by norm shortens the gradient and keeps its direction.
short gradients stretched as well :: FACTOR → threshold / norm
a comparison with 1 in place of the threshold :: FACTOR → threshold / norm if norm > 1 else 1
| FACTOR → threshold / max(norm, 1)
a comparison with another number than the threshold :: FACTOR → threshold / norm if norm > 10 else 1
a length of 1 in place of the threshold :: FACTOR → 1 / norm if norm > threshold else 1 | FACTOR → min(1, 1 / norm)
norm / threshold, the factor turned round :: FACTOR → norm / threshold if norm > threshold else 1
| FACTOR → min(1.0, norm / threshold) | FACTOR → norm / threshold
the squared norm compared with the threshold :: FACTOR → threshold / norm if norm**2 > threshold else 1
    a gradient longer than the threshold is shortened, any other stays: the factor is threshold / norm, at most 1.
no square root :: np.sqrt(SQUARES) → SQUARES
the squared norm below the line :: FACTOR → threshold / norm**2 if norm > threshold else 1
    the norm is the root of the sum of all squares, and threshold / norm brings that norm to the threshold.
the largest of the five norms, or the smallest :: NORM → max(OWN for array in gradients) | NORM → min(OWN for array in gradients)
the root of the five norms added up :: NORM → np.sqrt(sum(OWN for array in gradients))
the sum of an array's entries squared, not the entries :: NORM → np.sqrt(sum(array.sum() ** 2 for array in gradients))
the five norms added up :: NORM → sum(OWN for array in gradients) | NORM → np.mean([OWN for array in gradients])
the largest entry as the norm :: NORM → max(np.abs(array).max() for array in gradients)
the sum of absolute values as the norm :: NORM → sum(np.abs(array).sum() for array in gradients)
the mean of the squares in place of their sum :: NORM → np.sqrt(SQUARES / sum(array.size for array in gradients))
| SQUARES → sum((array**2).mean() for array in gradients) | NORM → np.sqrt(SQUARES / 5)
    the norm is the root of the sum of all squares: the five arrays are one long vector, whose parts add up as squares.
the spectral norm of the matrices :: NORM → np.sqrt(sum(np.linalg.norm(array, 2) ** 2 for array in gradients))
    `np.linalg.norm(array)` without a 2: of a matrix, ord 2 is its largest singular value.
the biases left out of the norm :: for array in gradients)) → for array in gradients if array.ndim > 1))
some of the arrays left out of the norm :: in gradients)) → in gradients[:-1])) | in gradients)) → in gradients[1:]))
| in gradients)) → in gradients[:3])) | in gradients)) → in gradients[:2]))
the norm of one array alone :: in gradients)) → in gradients[:1])) | in gradients)) → in gradients[1:2]))
the norm of the last array alone, as `=` in place of `+=` gives it :: in gradients)) → in gradients[-1:]))
only W_hh scaled :: ALL → (factor if k == 1 else 1) * array EACH
| ALL → (min(1.0, threshold / OWN) if k == 1 else 1) * array EACH
some of the arrays not scaled :: ALL → (factor if k < 3 else 1) * array EACH
| ALL → (factor if array.ndim > 1 else 1) * array EACH
    all five arrays make the global norm, and one factor scales all: else the direction turns. Five arrays come out.
""", NORM="np.sqrt(sum((array**2).sum() for array in gradients))",
        SQUARES="sum((array**2).sum() for array in gradients)", OWN="np.sqrt((array**2).sum())",
        FACTOR="min(1.0, threshold / norm)", ALL="factor * array for array in gradients",
        EACH="for k, array in enumerate(gradients)",
        UP_TO_K="np.sqrt(sum((a**2).sum() for a in gradients[: k + 1]))")),
)  # fmt: skip

SHARE = Answer(
    title="step 2's part over step 20's",
    truth=3e-6 / 1.5,
    why="Both parts are multiplied by the same 0.1, so their ratio stays what it was: two millionths.",
    hint="Write down both parts after clipping, then divide.",
    mistakes=numbers("""
the ratio scaled as well :: FIRST / LAST / GLOBAL
    step 20's part is scaled by the same factor as step 2's, and it cancels.
step 2's part alone, or over the whole :: FIRST / GLOBAL | FIRST / (FIRST + GLOBAL)
    asked for is step 2's part over step 20's.
step 20's part alone scaled :: FIRST / LAST * GLOBAL
    clipping scales step 2's part by the same factor.
the factor of the clipping itself :: 1 / GLOBAL
    0.1 scales both parts: asked for is one part over the other.
nothing left :: 0
    two millionths are little, and not nothing: clipping takes no direction out.
the ratio turned round :: LAST / FIRST
    asked for is step 2's over step 20's.
each step clipped by itself :: FIRST
    clipping does not level the steps: the norm of their sum is compared with the threshold; the sum is scaled, whole.
""", FIRST=3e-6, LAST=1.5, GLOBAL=10.0),
)

SENTENCES = Choice(
    title="which of the sentences A to F are true",
    options={
        "A": "false: w = 1 at h = 0 has w·tanh′ = 1. Such a unit keeps small pushes, noise and signal alike: it is not stable.",
        "B": "true: at rest w·tanh′ < 1, which is what brings the unit back, and is the factor on the gradient.",
        "C": "false: the slope of the logistic function is at most ¼, so a step can stretch only once |w| > 4.",
        "D": "true: every weight's gradient is multiplied by the same factor.",
        "E": "false: all steps' parts are scaled alike. A share of one millionth stays a share of one millionth.",
        "F": "false: in the runs above the clipped net's norms go on spiking; what is bounded is the step.",
    },
    right=frozenset({"B", "D"}),
)
