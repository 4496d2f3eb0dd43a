"""The exercises of each notebook, their solutions and known mistakes; `judge` says which was made, and where."""

from helpers.exercises.judge import judge
from helpers.exercises.kinds import Answer, Choice, Exercise, Matching, Mistake, Output, Verdict, numbers, table

__all__ = ["Answer", "Choice", "Exercise", "Matching", "Mistake", "Output", "Verdict", "judge", "numbers", "table"]
