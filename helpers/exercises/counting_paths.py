"""Notebook 02's exercise 1: how many paths are there?"""

from helpers.exercises import Answer, Mistake

UNITS, LAG = 4, 7

PATHS = Answer(
    title="the number of paths",
    truth=UNITS ** (LAG - 1),
    why=f"Both ends are fixed; of the {LAG - 1} states between them each lets the path choose among {UNITS} units.",
    mistakes=(
        Mistake(
            "one factor too many",
            UNITS**LAG,
            f"{LAG} steps have {LAG} edges, but only {LAG - 1} states between their ends: the last unit is given.",
            "which units the path may still choose.",
        ),
        Mistake(
            "both ends free",
            UNITS ** (LAG + 1),
            "that counts all paths from any unit to any unit; here the first and the last are given.",
            "which units the path may still choose.",
        ),
        Mistake(
            "one factor too few",
            UNITS ** (LAG - 2),
            f"between h_t and h_t+{LAG} lie {LAG - 1} states: h_t+1 to h_t+{LAG - 1}.",
            "the count of states in between, on your fingers for a lag of 2.",
        ),
        Mistake(
            "the units of all states added",
            UNITS * LAG,
            "choices made one after the other multiply: each beginning of a path goes on in every way.",
            "a lag of 3: draw the paths.",
        ),
        Mistake(
            "the units of the states between added",
            UNITS * (LAG - 1),
            "choices made one after the other multiply: each beginning of a path goes on in every way.",
            "a lag of 3: draw the paths.",
        ),
        Mistake(
            "the edges counted",
            UNITS * UNITS * LAG,
            "that is how many edges there are; a path takes one of them at every step, in any combination.",
            "a lag of 3: draw the paths.",
        ),
        Mistake(
            "base and exponent exchanged",
            (LAG - 1) ** UNITS,
            f"there are {UNITS} choices, made {LAG - 1} times: {UNITS} × {UNITS} × … .",
            "what is chosen, and how often.",
        ),
        Mistake(
            "two choices at every state",
            2 ** (LAG - 1),
            f"a path may go on to any of the {UNITS} units.",
            "the number of choices at one state.",
        ),
        Mistake(
            "the count for three units",
            3 ** (LAG - 1),
            f"this net has {UNITS} units.",
            "the number of choices at one state.",
        ),
        Mistake(
            "a single path",
            1,
            "a single product would be right for one unit alone: with more, the influence spreads at every step.",
            "the graph: how many edges leave one unit?",
        ),
    ),
    hint="How many states lie strictly between the two ends, and how many units does each offer?",
)
