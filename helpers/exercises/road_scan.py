"""Notebook 11's exercises on the scan: write it, and count its joins."""

import numpy as np

from helpers.exercises import Answer, Exercise, Mistake, Output, table


def problems(rng):
    """Draw (kept, added), both (T, H); the numbers of steps are powers of two and others."""
    for T, H in [(5, 2), (8, 3), (2, 1), (13, 2), (16, 1)]:
        yield rng.uniform(0.3, 1.2, (T, H)), rng.normal(size=(T, H))


def my_scan(kept, added):
    kept, h = kept.copy(), added.copy()
    passes = int(np.ceil(np.log2(len(h))))
    for k in range(passes):
        reach = 2**k
        h[reach:] = kept[reach:] * h[:-reach] + h[reach:]
        kept[reach:] = kept[reach:] * kept[:-reach]
    return h, passes


MISTAKES = """
the factors joined before the states :: FACTORS → pass & STATES → FACTORS⏎        STATES
    h needs the factor of its own stretch, before that factor is joined with the earlier one: first h, then kept.
the factors never joined :: FACTORS → pass
    two stretches multiply what they keep: without that, pass 2 carries the earlier stretch over one step alone.
the factors added in place of multiplied :: FACTORS → kept[reach:] = kept[reach:] + kept[:-reach]
    what two stretches keep together is a product: first one gate, then the next.
the earlier stretch's factor on the earlier state :: kept[reach:] * h[:-reach] → kept[:-reach] * h[:-reach]
    the earlier state passes through the *later* stretch: it is multiplied by what that one keeps.
the stretches the wrong way round :: STATES → h[reach:] = kept[reach:] * h[reach:] + h[:-reach]
    the earlier state is multiplied by what the later stretch keeps; what the later one adds stays as it is.
the later state in place of the earlier one :: kept[reach:] * h[:-reach] → kept[reach:] * h[reach:]
    the state that comes in is the one `reach` steps earlier: h[:-reach].
nothing kept of the earlier state :: kept[reach:] * h[:-reach] + → h[:-reach] +
    the earlier state is multiplied by what the later stretch keeps.
what was added left out :: kept[reach:] * h[:-reach] + h[reach:] → kept[reach:] * h[:-reach]
    h_t = kept ⊙ h_{t-1} + added: what the later stretch has added so far stays.
a reach that grows evenly :: 2**k → k + 1 | 2**k → max(1, 2 * k)
    after a pass each step knows *twice* as many steps, so that the next pass reaches twice as far.
a reach of 1 in every pass :: 2**k → 1
    after the first pass each state holds two steps: the next one must reach two steps back, then four.
one pass alone :: range(passes) → range(1)
    after one pass each state holds two steps; T steps take ⌈log₂ T⌉ passes.
the last pass left out :: np.ceil → np.floor | range(passes) → range(passes - 1)
    passes go on while the reach is below T: the last one need not fit a power of two.
a logarithm to another base :: np.log2 → np.log | np.log2 → np.log10
    what a step knows doubles in each pass: 2^passes is to reach T.
one step at a time :: return h, passes → return h, len(h) - 1 | return h, passes → return h, len(h)
    a loop takes T − 1 joins one after the other; a pass of the scan makes all joins of one reach at once.
a pass too many counted :: return h, passes → return h, passes + 1
    before the first pass there were none: one is added at the end of each.
a reach in place of the passes :: return h, passes → return h, reach | return h, passes → return h, 2**passes
    the reach doubles in each pass; asked for is how often.
the joins counted in place of the passes :: return h, passes → return h, sum(len(h) - 2**k for k in range(passes))
    all joins of one pass are made at once: a pass counts 1.
"""
SCAN = Exercise(
    title="the scan",
    outputs=(Output("h", "forward", 1), Output("passes")),
    problems=problems,
    solution=my_scan,
    mistakes=table(
        MISTAKES,
        STATES="h[reach:] = kept[reach:] * h[:-reach] + h[reach:]",
        FACTORS="kept[reach:] = kept[reach:] * kept[:-reach]",
    ),
)

T, REACHES = 1000, [2**k for k in range(10)]
JOINS = Answer(
    title="the number of joins",
    truth=sum(T - reach for reach in REACHES),
    why=f"Ten passes over {T} steps, less 1 + 2 + 4 + … + 512 = {sum(REACHES)} steps that have nothing before them.",
    mistakes=(
        Mistake("every step joined in every pass", T * len(REACHES), "in a pass of reach r the first r steps have nothing r steps before them."),
        Mistake("the loop's joins counted", (T - 1, T), "that is the loop's work; the scan joins nearly all steps in every pass."),
        Mistake("the passes counted", len(REACHES), "a pass makes many joins at once; asked for is how many in all."),
        Mistake("the joins of the first pass counted", (T - 1) * len(REACHES), "the reach doubles, so that later passes join fewer steps."),
        Mistake("the steps counted that are not joined", sum(REACHES), "these are the steps at the start that a pass leaves as they are."),
        Mistake("one pass too many", sum(T - reach for reach in REACHES) - 24, "after a reach of 512 each step knows 1024 steps: that is all of them."),
        Mistake("one pass too few", sum(T - reach for reach in REACHES[:-1]), "after a reach of 256 each step knows 512 steps, not yet 1000."),
        Mistake("work halved in every pass", sum(T // (2 * reach) for reach in REACHES), "here no step drops out: each pass joins T − r of them."),
    ),
    hint="The reaches are 1, 2, 4, …, 512. In a pass of reach r, which steps have a step r before them?",
)  # fmt: skip
