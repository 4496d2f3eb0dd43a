"""A live race: nets that learn while one looks on. Start, stop, a progress bar, and a picture that moves.

The kernel has one thread, and hears a button only while it is idle. The race is a task of the kernel's own loop: a
slice of learning, a short rest in which buttons are heard, the next slice.
"""

import asyncio
import time
import traceback
from html import escape

import ipywidgets as widgets
import numpy as np

from helpers import expect
from helpers.lab import controls as making
from helpers.lab.explorable import check_void, parameters_of, settings
from helpers.lab.outputs import HIDE, STILL, display_live, figure, still
from helpers.pictures import words
from helpers.pictures.racing import Running, race_now
from helpers.pictures.stage import Stage

REST, FRAME = 0.01, 0.25  # seconds: in which buttons are heard; at least between two pictures


def live_race(nets, budget, void=None, **controls):
    """Display controls, Start and Stop; Start races the nets that `nets(**values)` returns, and draws how they learn.

    nets takes the controls' values by name and returns a list of runs, generators of racing.Moment, one a net; they
    take turns, a moment each. `budget` is the most updates that a run makes. controls and void are those of `explore`.
    Nothing runs before Start. Stop ends the race within a slice, and what was drawn stays. Raises ValueError for a
    budget below 1, and as `explore` does.
    """
    race = LiveRace(nets, budget, void, **controls)
    display_live(race, race.still())


class LiveRace(widgets.VBox):
    """The controls, Start and Stop, the bar with its words, and the picture; `moments` has what each net has reached."""

    def __init__(self, nets, budget, void=None, **controls):
        expect.count("budget", budget)
        void = void or {}
        parameters = parameters_of("nets", nets, *controls, *void)
        check_void(void, controls)
        self.nets, self.budget, self.void, self.stage = nets, budget, void, Stage(race_now)
        self.controls = {name: making.control(name, abbrev, parameters[name].default) for name, abbrev in controls.items()}
        self.moments, self.running, self.stopping, self.task, self.sentence = [], False, False, None, ""
        self.start = making.plain(widgets.Button, description="Start", tooltip="Start the race with these settings")
        self.stop = making.plain(widgets.Button, description="Stop", tooltip="Stop the race and keep what there is")
        self.start.on_click(lambda _: self.begin())
        self.stop.on_click(lambda _: self.end())
        self.bar = making.bar("updates", budget)
        self.count, self.status = making.plain(widgets.Label, "not started"), making.plain(widgets.HTML)
        self.picture = making.plain(widgets.HTML, HIDE, layout=making.layout(width="100%"))
        for control in self.controls.values():
            control.observe(self.silence, "value")
        self.silence()
        rows = map(making.row, self.controls.values())
        buttons, bar = widgets.HBox([self.start, self.stop]), widgets.HBox([self.bar, self.count])
        super().__init__([*rows, buttons, bar, self.status, self.picture])

    def values(self):
        """What the controls say, {name: value}."""
        return {name: control.value for name, control in self.controls.items()}

    def silent(self):
        """The controls that have no effect at these values."""
        values = self.values()
        return {name for name, when in self.void.items() if when.items() <= values.items()}

    def silence(self, change=None):
        """Disable the controls that have no effect."""
        for name in self.void:
            self.controls[name].disabled = name in self.silent()

    def begin(self):
        """Start: race as a task of the kernel's loop; where there is no loop, to the end at once."""
        if self.running:
            return
        self.running, self.stopping = True, False
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            asyncio.run(self.go())
        else:
            self.task = loop.create_task(self.go())
            self.task.add_done_callback(self.show_error)

    def end(self):
        """Stop: the race ends before its next slice."""
        self.stopping = self.running

    async def go(self):
        """Let the nets take turns until all have ended or Stop is pressed."""
        values, began = self.values(), time.monotonic()
        self.settings = settings(values, self.silent())
        self.say("Started.")
        try:
            await self.turns([iter(run) for run in self.nets(**values)])
            self.redraw()
            ended = "Stopped" if self.stopping else "Ended"
            self.say(f"{ended} after {words.number(time.monotonic() - began)} seconds.")
        finally:
            self.running = False

    def show_error(self, task):
        """What went wrong in the learner's function, in the picture's place."""
        if not task.cancelled() and task.exception():
            text = "".join(traceback.format_exception(task.exception()))
            self.picture.value = f'{HIDE}<pre role="alert">{escape(text)}</pre>'
            self.say("The race ended with an error.")

    async def turns(self, runs):
        """Give every run that has not ended a slice in turn."""
        if not runs:
            raise ValueError("nets returned no runs; expected a list of generators of Moments")
        self.moments, going, drawn = [[] for _ in runs], list(range(len(runs))), 0.0
        while going and not self.stopping:
            for k in list(going):
                moment = next(runs[k], None)
                if moment is None:
                    going.remove(k)
                else:
                    self.moments[k].append(moment)
                await asyncio.sleep(REST)
                if self.stopping:
                    return
            if time.monotonic() - drawn > FRAME:
                self.redraw()
                drawn = time.monotonic()
                await asyncio.sleep(REST)

    def redraw(self):
        """Draw where the nets stand, and move the bar."""
        reached = [moments for moments in self.moments if moments]
        if not reached:
            return
        self.png, said = self.stage.draw(running(reached, self.budget))
        self.sentence = f"{self.settings}. {said}"
        self.picture.value = HIDE + figure(self.png, self.sentence)
        self.bar.value = max(moments[-1].updates for moments in reached)
        self.count.value = f"{self.bar.value} of at most {self.budget}"

    def say(self, text):
        self.status.value = f'<p role="alert">{escape(text)}</p>'

    def still(self):
        """What stands here without a kernel: what would run."""
        asked = ", ".join(name.replace("_", " ") for name in self.controls)
        text = f"A live race, on request. With a running kernel there are controls here ({asked}) and a Start button."
        return still(f'<p class="{STILL}">{escape(text)}</p>', **{"text/plain": text})


def running(reached, budget):
    """Turn moments, a list for each net, into what the picture takes."""
    updates, losses, accuracies = (
        [[getattr(moment, field) for moment in moments] for moments in reached] for field in ("updates", "loss", "accuracy")
    )
    before, now = (np.array([moments[k].profile for moments in reached]) for k in (0, -1))
    return Running(updates, losses, accuracies, before, now, budget)
