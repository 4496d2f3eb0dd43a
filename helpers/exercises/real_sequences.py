"""Notebook 10's exercises: bits per character under a mask, the shapes of tasks, what a table of errors says."""

import numpy as np

from helpers.exercises import Choice, Exercise, Matching, Output, table


def problems(rng):
    """Draw (log_p, targets): log probabilities (T, B, K) and classes (T, B), −1 after each sequence's end and once at a start."""
    for T, B, K in [(4, 3, 5), (6, 2, 4), (5, 4, 7), (8, 3, 6)]:
        scores = rng.normal(size=(T, B, K))
        targets = rng.integers(0, K, (T, B))
        targets[rng.integers(0, T), rng.integers(0, B)] = 0  # the dot is a class like the others
        lengths = rng.permutation(np.linspace(1, T, B).astype(int))
        targets[np.arange(T)[:, None] >= lengths] = -1
        targets[0, lengths.argmax()] = -1  # a mask may stand anywhere
        yield scores - np.log(np.exp(scores).sum(axis=2, keepdims=True)), targets


def my_bits(log_p, targets):
    asked = targets >= 0
    t, b = np.nonzero(asked)
    nats = -log_p[t, b, targets[t, b]]
    return nats.sum() / asked.sum() / np.log(2)


BITS = Exercise(
    title="bits per character", outputs=(Output("bits"),), problems=problems, solution=my_bits, mistakes=table("""
the padding counted among the letters :: asked.sum() → asked.size
    a step after a name's end asks for nothing: it belongs neither to the sum nor to the count.
the mask left out :: targets >= 0 → targets > -2
the padding counted as letters, in the sum as well :: targets >= 0 → targets > -2 & targets[t, b]] → np.maximum(targets[t, b], 0)]
the padding in the sum, though not in the count :: np.nonzero(asked) → np.indices(asked.shape)
| np.nonzero(asked) → np.indices(asked.shape) & targets[t, b]] → np.maximum(targets[t, b], 0)]
    −1 is no class, and Python reads it as the last, with no complaint: keep what is asked, `targets >= 0`, in sum and count.
the first class masked too :: targets >= 0 → targets > 0
the mask turned round :: targets >= 0 → targets < 0
all that comes after a first −1 left out :: targets >= 0 → np.cumprod(targets >= 0, axis=0) > 0
the dot not counted as a letter, as `np.nonzero(targets)` has it :: np.nonzero(asked) → np.nonzero(targets) & asked.sum() → len(t)
the targets moved on once more :: targets >= 0 → targets[1:] >= 0 & targets[t, b]] → targets[1:][t, b]]
    `targets >= 0` says where a letter is asked for; 0 is the dot that ends a name and counts. Only −1 asks for nothing.
nats in place of bits :: / np.log(2) →
nats multiplied by log 2 :: / np.log(2) → * np.log(2)
a logarithm to the base of the number of classes :: / np.log(2) → / np.log(log_p.shape[2])
    log_p is a natural logarithm, so the mean is in nats; a bit is log 2 = 0.69 nats: divide by it, there are more bits.
no division by a count :: / asked.sum() →
a division by the number of names :: asked.sum() → targets.shape[1]
a division by the number of steps :: asked.sum() → len(targets)
    divide by how many letters are asked for: long names have more of them, and at late steps fewer names ask.
a mean of the names' or the steps' own means :: RESULT → np.mean([MEAN_OF_NAMES]) / np.log(2)
| RESULT → np.mean([MEAN_OF_STEPS]) / np.log(2)
| RESULT → np.sum([MEAN_OF_NAMES]) / np.log(2)
    then a letter of a short name counts more than one of a long name: add all letters up first, then divide once.
the probability in place of its logarithm :: -log_p[t, b, targets[t, b]] → -np.exp(log_p[t, b, targets[t, b]])
the sign left out :: -log_p → log_p
    each letter costs −log of its own probability, which is at least 0: first the logarithm, then the mean.
the letter asked for never picked, all letters' forecasts averaged :: -log_p[t, b, targets[t, b]] → -log_p[asked].mean(axis=1)
the mean of the probabilities before the logarithm :: RESULT → -np.log2(np.exp(-nats).mean())
the likeliest letter in place of the one asked for :: log_p[t, b, targets[t, b]] → log_p[t, b].max(axis=1)
the entropy of the forecasts :: -log_p[t, b, targets[t, b]] → -(np.exp(log_p) * log_p).sum(axis=2)[asked]
    a net that is sure and wrong must pay for it: take the probability of the letter that did come.
the perplexity :: RESULT → np.exp(nats.sum() / asked.sum())
    2 to the power of the bits is the perplexity: among how many letters the net hesitates. Asked are the bits.
""", RESULT="nats.sum() / asked.sum() / np.log(2)", MEAN_OF_NAMES="nats[b == n].mean() for n in range(b.max() + 1)",
        MEAN_OF_STEPS="nats[t == n].mean() for n in range(t.max() + 1)"),
)  # fmt: skip

SHAPES = Matching(
    title="the shape of each task",
    truth={"A": 1, "B": 2, "C": 3, "D": 4, "E": 1, "F": 2},
    options=range(1, 5),
    why={
        "A": "many to one. The loss stands at the last step alone, as far from the first word as the review is long.",
        "B": "many to many, step by step. Every word has its loss; a net that reads forward knows no word to come.",
        "C": "one to many. One input starts the state; from then on the net reads what it has written.",
        "D": "many to many, after the end. The whole sentence must pass through the state before a word is written.",
        "E": "many to one, 22 steps and one number, as in this notebook.",
        "F": "many to many, step by step: a step's target is the next step's input. It is one to many when it writes.",
    },
    look={
        "A": "How many answers does one review get?",
        "B": "How many answers does a sentence of nine words get, and when could each be given?",
        "C": "What is read before the first note is written?",
        "D": "Can the first word of the answer be given after the first word of the question?",
        "E": "How many numbers are forecast from one window?",
        "F": "How many losses does the name “anna.” give in training?",
    },
    others={"G": "no sequence is read or written: all pixels enter at once, and nothing is recurrent."},
)

FORECASTS = Choice(
    title="which sentences the forecasts show",
    options={
        "A": "true. Persistence has 30.4; AR(2), AR(8), AR(9) and the stopped nets' median have less than 20.",
        "B": "false. That choice is made on the test part, so that its 15.0 is too good: validation picks AR(8).",
        "C": "false. From 3 to 9 validation errors differ by 0.25 at most, on 80 years: too little to choose by.",
        "D": "true. Eight in ten GRUs lie between 14 and 19; their median is within 1 of AR(8) and of AR(9).",
        "E": "true. The test error ends near 24 in the median, and in every run above AR(2)'s 18.6.",
        "F": "false. Nothing here shows it: on these 88 years nine numbers of a line do about as well as hundreds of weights.",
    },
    right=frozenset({"A", "D", "E"}),
)
