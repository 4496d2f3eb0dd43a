"""What a check prints: what the learner's own code printed, and the verdict in lines that fit a cell."""

import textwrap

from helpers.exercises import judge


def answer(exercise, attempt):
    """Judge an attempt at any exercise and print what there is to say about it."""
    verdict = judge(exercise, attempt)
    lines = verdict.printed.rstrip("\n").splitlines()
    if lines:
        print("\n".join(lines[:20] + [f"(and {len(lines) - 20} more lines)"] * (len(lines) > 20)))
    for line in verdict.text.splitlines():
        print(textwrap.fill(line, 88, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))
