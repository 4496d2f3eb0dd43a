"""What a learner's cell calls: show, explore, predict, recall, progress, live_race, and check."""

from helpers.lab import check
from helpers.lab.explorable import explore
from helpers.lab.prediction import predict, recall
from helpers.lab.progress_bar import progress
from helpers.lab.race import live_race
from helpers.lab.showing import show

__all__ = ["check", "explore", "live_race", "predict", "progress", "recall", "show"]
