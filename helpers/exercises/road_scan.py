"""Notebook 11's exercises on the scan: write it, and count its joins."""

import numpy as np

from helpers.exercises import Answer, Exercise, Output, numbers, table


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


SCAN = Exercise(
    title="the scan", outputs=(Output("h", "forward", 1), Output("passes")), problems=problems, solution=my_scan,
    mistakes=table("""
the factors joined before the states :: FACTORS → pass & STATES → FACTORS⏎        STATES
    h needs the factor of its own stretch, before that factor is joined with the earlier one: first h, then kept.
the factors never joined :: FACTORS → pass
    two stretches multiply what they keep: without that, pass 2 carries the earlier stretch over one step alone.
the joined factor written to the earlier step :: FACTORS → kept[:-reach] = kept[reach:] * kept[:-reach]
the step just before in place of the one r before :: STATES → h[reach:] = kept[reach:] * h[reach - 1:-1] + h[reach:]
the earlier stretch's factor on the earlier state :: kept[reach:] * h[:-reach] → kept[:-reach] * h[:-reach]
the stretches the wrong way round :: STATES → h[reach:] = kept[reach:] * h[reach:] + h[:-reach]
what was added left out :: kept[reach:] * h[:-reach] + h[reach:] → kept[reach:] * h[:-reach]
    the earlier state passes through the *later* stretch: times what that keeps, plus what it has added so far.
entries joined one after the other, upwards and in place :: STATES → for t in range(reach, len(h)):
& range(reach, len(h)): → range(reach, len(h)):⏎            h[t] += kept[t] * h[t - reach]⏎            kept[t] *= kept[t - reach]
& FACTORS → pass
    step t must join with what step t − r knew *before* this pass: slices read all first, a loop upwards does not.
steps taken from the other end, as `np.roll` does :: STATES → h = kept * np.roll(h, reach, axis=0) + h
& FACTORS → kept = kept * np.roll(kept, reach, axis=0)
    the first steps have nothing before them: slices leave them as they are, `np.roll` brings the last ones round.
the wrong gates on an input, all of them or those up to its own step :: STATES → pass & FACTORS → pass
& return h, → return np.cumsum(h, axis=0) * np.cumprod(kept, axis=0), | STATES → pass & FACTORS → pass
& return h, → return np.cumsum(np.cumprod(kept, axis=0) * h, axis=0),
the factors multiplied on at the end :: kept[reach:] * h[:-reach] → h[:-reach] & FACTORS → pass & return h, → return h * kept,
the way up of a tree alone, without the way down :: STATES → i = np.arange(2 * reach - 1, len(h), 2 * reach)
& 2 * reach) → 2 * reach); h[i] += kept[i] * h[i - reach]; kept[i] *= kept[i - reach] & FACTORS → pass
    what is added at a step meets the gates after it alone, not its own and the earlier ones.
exponentials of the gates, as where they come as logarithms :: kept.copy() → np.exp(kept)
what is added weighed with 1 − z once more :: added.copy() → (1 - kept) * added
    `kept` holds the gates themselves, and `added` what each step adds, weighed already.
a reach along the units :: [reach:] → [:, reach:] & [:-reach] → [:, :-reach]
    rows are steps, and the reach counts steps.
the natural logarithm, or that to base 10, in place of log₂ :: np.log2 → np.log | np.log2 → np.log10
half of T in place of its logarithm :: int(np.ceil(np.log2(len(h)))) → len(h) // 2
`h.size` in place of the number of steps :: len(h))) → h.size))
a reach that grows evenly :: 2**k → k + 1 | 2**k → max(1, 2 * k)
a reach of 1 in every pass :: 2**k → 1
the last pass left out :: np.ceil → np.floor | range(passes) → range(passes - 1)
    after a pass each step knows *twice* as many: the reaches are 1, 2, 4, … below T, in ⌈log₂ T⌉ passes.
as many passes as steps :: return h, passes → return h, len(h) - 1 | return h, passes → return h, len(h)
    that is the loop's way, or a reach that grows by 1; a pass makes all joins of one reach, and the next reach is twice it.
a pass miscounted :: return h, passes → return h, passes + 1 | return h, passes → return h, 1
| int(np.ceil(np.log2(len(h)))) → int(np.log2(len(h))) + 1
a reach, or the joins, in place of the passes :: return h, passes → return h, reach
| return h, passes → return h, 2**passes | return h, passes → return h, sum(len(h) - 2**k for k in range(passes))
    asked for is how often the reach doubles until it is T or more: ⌈log₂ T⌉. All joins of one pass count 1.
""", STATES="h[reach:] = kept[reach:] * h[:-reach] + h[reach:]", FACTORS="kept[reach:] = kept[reach:] * kept[:-reach]"),
)

T, REACHES = 1000, [2**k for k in range(10)]
JOINS = Answer(
    title="the number of joins",
    truth=sum(T - reach for reach in REACHES),
    why=f"Ten passes over {T} steps, less 1 + 2 + 4 + … + 512 = {sum(REACHES)} steps that have nothing before them.",
    hint="The reaches are 1, 2, 4, …, 512. In a pass of reach r, which steps have a step r before them?",
    mistakes=numbers("""
every step joined in every pass, or a T rounded up to 1024 :: T * len(REACHES) | 1024 * 10 - 1023 | T * np.log2(T)
the steps counted that are not joined :: sum(REACHES)
    in a pass of reach r the first r steps have nothing r steps before them, and are left as they are.
the joins of the loop, or twice as many :: T - 1 | T | 2 * (T - 1)
    that is the loop's work; the scan makes up to 999 joins in each of its ten passes.
the passes counted :: len(REACHES)
    a pass makes many joins at once; asked for is how many in all.
the joins of the first pass counted in each :: (T - 1) * len(REACHES)
    the reach doubles, so that later passes join fewer steps.
one pass too few, or too many :: 9 * T - sum(REACHES[:-1]) | 11 * T - sum(REACHES) - 1024
the reaches from 2 on :: sum(T - 2 * reach for reach in REACHES)
    ten reaches, from 1 = 2⁰ to 512 = 2⁹: after 256 each step knows 512 steps, not yet 1000; after 512 all of them.
a join counted for h and one for kept :: 2 * sum(T - reach for reach in REACHES)
    one join makes both products: count it once.
the number of the pass in place of its reach :: sum(T - 2 * k for k in range(10)) | sum(T - k for k in range(10)) | sum(T - k for k in range(1, 11))
    the reach doubles from pass to pass: 1, 2, 4, …
`^` for a power :: sum(T - 2 ^ k for k in range(10)) | sum(T - (2 ^ k) for k in range(10))
    in Python a power is `**`; `^` compares bits.
one step more left out in every pass :: sum(T - 1 - reach for reach in REACHES)
    steps r + 1 to T have one r before them: how many are these?
every pair of steps joined :: T * (T - 1) // 2
    in a pass each step is joined with one other, r before it; and there are ten passes.
the example's 8 steps :: 7 + 6 + 4
    T = 1000 is asked for.
1 + 2 + … + 512 taken as 1024 :: T * len(REACHES) - 1024
    that sum is one less than the next power of 2.
work halved in every pass :: 500 + 250 + 125 + 62 + 31 + 15 + 7 + 3 + 1
    here no step drops out: each pass joins T − r of them.
""", T=T, REACHES=REACHES),
)
