"""Notebook 06's questions on M: why it is lower triangular, and what a pass for every loss costs."""

from helpers.exercises import Answer, Choice, numbers

LOWER_TRIANGULAR = Choice(
    title="why M is lower triangular",
    options={
        "A": "right: h_t is made after L_k was read off h_k, so no nudge of it can change L_k.",
        "B": "entries above the diagonal are exactly 0, not small; and vanishing would begin far below the diagonal.",
        "C": "a full W_hh gives the same triangle. It comes from the order of the steps, not from the weights.",
        "D": "right: the same, told of the loop: it starts at T with nothing, and stays nothing until it meets ∂⁺L_k.",
        "E": "row k reaches back to t = 0: the loss blames every letter on the way, not the last one alone.",
        "F": "true of the weights, but no reason: with a W_hh of its own at each step, M has the same triangle.",
    },
    right=frozenset({"A", "D"}),
)

STEPS_BACK = Answer(
    title="the number of steps back",
    truth=sum(range(1, 101)),
    why="Going back from loss k takes k steps, and 1 + 2 + … + 100 = 100 · 101 / 2. One sweep takes 100.",
    hint="From loss 1 the way back is one step, from h_1 to h_0. From loss 2 it is two. Add them up to loss 100.",
    mistakes=numbers("""
one sweep counted :: 100
    one sweep for the whole gradient takes 100 steps; here each loss has a pass of its own.
twice the sum of 1 to 100 :: 100 * 101
    pair the longest pass with the shortest: how many pairs are there?
all passes equally long :: 100 * 100 | 100 * 99
    loss k asks nothing of the states after h_k: its pass starts at k, not at 100, and the early ones are short.
the last step of each pass left out :: 100 * 99 // 2
    each pass ends at h_0, which takes one more step than ending at h_1.
100 too many: the diagonal's, or those of the one pass for the total :: 100 * 103 // 2
    no step leads to the diagonal: a pass starts there, with M[k, k] = ∂⁺L_k/∂h_k. And the one pass is another way.
a row for h_0 :: 101 * 102 // 2
    h_0 has no loss, and a pass of k steps visits k + 1 states.
a mean length of 50 :: 100 * 100 // 2
    the shortest pass has 1 step, not 0: what is the mean of 1, 2, …, 100?
a power :: 2**100 | 2**99
    nothing doubles here: pass k takes k steps, and the steps are added up.
"""),
)
