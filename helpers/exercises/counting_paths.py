"""Notebook 02's exercise 1: how many paths are there?"""

from math import comb

from helpers.exercises import Answer, numbers

PATHS = Answer(
    title="the number of paths",
    truth=4**6,
    why="Both ends are fixed; of the 6 states between them each lets the path choose among 4 units.",
    hint="How many states lie strictly between the two ends, and how many units does each offer?",
    mistakes=numbers("""
one factor too many :: 4**7
    7 steps have 7 edges, but only 6 states between their ends: the last unit is given.
no unit met twice in a row :: 4 * 3**5 | 4 * 3**6
    W_hh leads from every unit to every unit, to itself as well.
both ends free :: 4**8
    that counts all paths from any unit to any unit; here the first and the last are given.
the paths of all lags up to 7 added up :: sum(4**k for k in range(7)) | sum(4**k for k in range(1, 7))
    asked for are those of lag 7 alone, from this unit to that one.
units chosen without order :: comb(7, 4) | comb(6, 4) | comb(6, 3)
    each state between lets the path choose among all 4 units, whatever it met before.
too few factors, or too small ones :: 4**5 | 4**4 | 4**3 | 3**6
    between h_t and h_{t+7} lie 6 states, h_{t+1} to h_{t+6}, and in each the path may meet any of the 4 units.
the units of all states added :: 4 * 7 | 4 * 6
    choices made one after the other multiply: each beginning of a path goes on in every way. Draw a lag of 3.
the edges counted in place of the paths :: 4 * 4 * 7
the steps, or the states between, counted in place of the paths :: 7 | 6
one path counted :: 1
    a path takes one edge at every step and meets one unit in each state between the ends, in any combination.
base and exponent exchanged :: 6**4 | 7**4 | 7**3 | 6**3
    the choices of one state after the other multiply: the number of units, once for each state between.
three units, as in the notebook's net :: 3**7
    this net has 4 units, and a path may go on to any of them.
`^` in place of `**` :: 4 ^ 6 | 4 ^ 7
    in Python a power is `**`; `^` compares bits.
""", comb=comb),
)
