"""Notebook 02's exercise 1: how many paths are there?"""

from helpers.exercises import Answer, Mistake

UNITS, LAG = 4, 7
MULTIPLY = "choices made one after the other multiply: each beginning of a path goes on in every way. Draw the paths of a lag of 3."

PATHS = Answer(
    title="the number of paths",
    truth=UNITS ** (LAG - 1),
    why=f"Both ends are fixed; of the {LAG - 1} states between them each lets the path choose among {UNITS} units.",
    mistakes=(
        Mistake("one factor too many", UNITS**LAG, f"{LAG} steps have {LAG} edges, but only {LAG - 1} states between their ends: the last unit is given."),
        Mistake("both ends free", UNITS ** (LAG + 1), "that counts all paths from any unit to any unit; here the first and the last are given."),
        Mistake("one factor too few", UNITS ** (LAG - 2), f"between h_t and h_t+{LAG} lie {LAG - 1} states: h_t+1 to h_t+{LAG - 1}."),
        Mistake("the units of all states added", UNITS * LAG, MULTIPLY),
        Mistake("the units of the states between added", UNITS * (LAG - 1), MULTIPLY),
        Mistake("the edges counted in place of the paths", UNITS * UNITS * LAG, "a path takes one edge at every step, in any combination."),
        Mistake("base and exponent exchanged", ((LAG - 1) ** UNITS, LAG**UNITS), f"there are {UNITS} choices, made {LAG - 1} times: {UNITS} × {UNITS} × … ."),
        Mistake("two choices at every state", 2 ** (LAG - 1), f"a path may go on to any of the {UNITS} units."),
        Mistake("three units, as in the notebook's net", (3 ** (LAG - 1), 3**LAG), f"this net has {UNITS} units."),
        Mistake("`^` in place of `**`", (UNITS ^ (LAG - 1), UNITS ^ LAG), "in Python a power is `**`; `^` compares bits."),
        Mistake("the steps counted in place of the paths", (LAG, LAG - 1), "a path chooses a unit in each state between the ends, in any combination."),
        Mistake("a single path taken for all", 1, "a single product would be right for one unit alone: with more, the influence spreads at every step."),
    ),
    hint="How many states lie strictly between the two ends, and how many units does each offer?",
)  # fmt: skip
