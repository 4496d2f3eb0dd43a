"""Notebook 12's exercise: ten backward passes for an LSTM. Which are broken, and how?"""

from helpers.exercises import Choice, Matching

SOUND = {
    "A": "its gradient is right. h = o ⊙ tanh(c), so o (1 − tanh² c) is o − h tanh(c).",
    "F": "its gradient is right. (Wᵀ δᵀ)ᵀ = δ W: the same product, written for columns and laid on its side again.",
    "I": "its gradient is right. Rolled are all T + 1 rows; h_T lands in the first one, and [1:] drops it.",
}
LOOK = {
    "B": "Which of its arguments does it never read?",
    "C": "What does np.diag make of an array of shape (B, H)?",
    "D": "The gates come in as values, after σ and tanh. Which line treats one as if it came before?",
    "E": "Each gate's line should hold a slope. Count them.",
    "G": "Forward, the signal went from unit j to unit i by W[i, j]. By which entry does the blame return?",
    "H": "What does Python take for states[t - 1] when t is 0?",
    "J": "For which t does the loop run if T is 12?",
}

BROKEN = Choice(
    title="which of the passes A to J are broken",
    options=dict(sorted((SOUND | {letter: f"broken. {look}" for letter, look in LOOK.items()}).items())),
    right=frozenset(LOOK),
)

MISTAKES_MADE = Matching(
    title="which mistake each broken pass makes",
    truth={"B": 4, "C": 7, "D": 2, "E": 1, "G": 3, "H": 5, "J": 8},
    options=range(1, 10),
    why={
        "B": "dL/dc_t has two parts: without carried_c, from c_{t+1}, nothing comes back by the direct path.",
        "C": "np.diag takes the diagonal out of a matrix: unit k of every sequence gets the slope of sequence k.",
        "D": "g is tanh(a) already, so the slope at a is 1 − g²; 1 − tanh²(g) is the slope at another place, at g.",
        "E": "c_{t-1} is ∂c/∂f, and the σ between f and its pre-activation still asks for f (1 − f).",
        "G": "d @ W.T is W δ, row by row. Rows need d @ W, and that is Wᵀ δ.",
        "H": "states begins with h_1, so the one before it is states[-1], which is h_T, with no complaint from Python.",
        "J": "a default of four steps that nobody asked for: what lies earlier adds nothing to the gradient.",
    },
    look=LOOK,
    others=SOUND,
)
