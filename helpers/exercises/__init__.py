"""The exercises of each notebook, their truths and their known mistakes; `judge` says which one was made."""

from helpers.exercises.judge import judge
from helpers.exercises.kinds import Answer, Choice, Exercise, Matching, Mistake, Output, Verdict

__all__ = ["Answer", "Choice", "Exercise", "Matching", "Mistake", "Output", "Verdict", "judge"]
