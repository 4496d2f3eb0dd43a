"""Notebook 06's questions on M: why it is lower triangular, and what a pass for every loss costs."""

from helpers.exercises import Answer, Choice, Mistake

LOWER_TRIANGULAR = Choice(
    title="why M is lower triangular",
    options={
        "A": "right: h_t is made after L_k was read off h_k, and the future cannot be blamed for the past.",
        "B": "the entries above the diagonal are exactly 0, not small; and vanishing would begin far below the diagonal.",
        "C": "a full W_hh gives the same triangle. It comes from the order of the steps, not from the weights.",
        "D": "right: the same in the language of the loop. It starts at T with nothing, and stays nothing until it meets ∂⁺L_k.",
        "E": "row k reaches back to t = 0: the loss blames every letter on the way, not the last one alone.",
        "F": "true of the weights, but no reason: with a W_hh of its own for every step, M would have the same triangle.",
    },
    right=frozenset({"A", "D"}),
)

T = 100
STEPS_BACK = Answer(
    title="the number of steps back",
    truth=sum(range(1, T + 1)),
    why=f"Loss k walks k steps, and 1 + 2 + … + {T} = {T} · {T + 1} / 2. One sweep walks {T}.",
    mistakes=(
        Mistake("one sweep counted", T, f"one sweep for the whole gradient takes {T} steps; here each loss has a pass of its own."),
        Mistake("every pass started at T", T * T, f"loss k asks nothing of the states after h_k, so that its pass starts at k, not at {T}."),
        Mistake("the last step of each pass left out", T * (T - 1) // 2, "each pass ends at h_0, which takes one more step than ending at h_1."),
        Mistake("a step counted for every entry of M", T * (T + 3) // 2, "the diagonal is where a pass starts: M[k, k] is ∂⁺L_k/∂h_k, and no "
                "step has been taken yet."),
        Mistake("a row for h_0", (T + 1) * (T + 2) // 2, "h_0 has no loss, and a pass of k steps visits k + 1 states."),
        Mistake("twice the sum", T * (T + 1), f"the passes are 1, 2, …, {T} steps long, half of {T} on average."),
        Mistake("all entries of the matrix", (T + 1) ** 2, "half of the matrix is zero, and the diagonal costs no step."),
        Mistake("each pass one step shorter than a sweep", T * (T - 1), "the passes have different lengths: loss 1 walks one step, loss 2 walks two."),
        Mistake("a power", (2**T, 2 ** (T - 1)), "nothing doubles here: pass k takes k steps, and the steps are added up."),
        Mistake("half of T squared", T * T // 2, f"1 + 2 + … + {T} is a little more: {T} · {T + 1} / 2."),
        Mistake("the passes added to the steps of one sweep", 2 * T, "the passes have different lengths: add those up."),
    ),
    hint=f"Loss 1 walks one step, from h_1 to h_0. Loss 2 walks two. Add them up to loss {T}.",
)  # fmt: skip
