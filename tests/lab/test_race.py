"""The live race: nothing runs before Start, Stop is quick and keeps what there is, an error is shown."""

import asyncio
import time

import numpy as np
import pytest

from helpers.lab import race as racing_live
from helpers.lab.outputs import STILL
from helpers.lab.race import LiveRace
from helpers.learn.racing import Moment

DRAWN = []


def nets(kind="quick", bias=1.0, seeds=2):
    """Quick runs of 4 moments and more; long ones, each moment slow, or the second one broken."""

    def run(n):
        for k in range(n):
            DRAWN.append(k)
            time.sleep(0.02 * (kind == "slow"))
            if kind == "broken" and k:
                raise ArithmeticError("too far")
            yield Moment(25 * k, 1.4 - 0.1 * k, 0.25 + 0.05 * k, 0.9 ** np.arange(20, -1, -1), None, None)

    return [run(4 + seed if kind == "quick" else 400) for seed in range(seeds)]


@pytest.fixture
def live():
    DRAWN.clear()
    kinds = ["quick", "slow", "broken"]
    return LiveRace(nets, 400, void={"bias": {"kind": "slow"}}, kind=kinds, bias=(0.0, 2.0), seeds=(0, 5))


def raced(live, until=None, **values):
    """Set controls, press Start twice, which is one race, and Stop once a net has made `until` updates.

    Returns how many seconds it took to end after that, and how many moments had been seen at each turn of the loop.
    """

    async def press():
        live.start.click()
        task, turns = live.task, []
        live.start.click()
        assert live.task is task
        while live.bar.value < (until or 0):
            turns.append(sum(map(len, live.moments)))
            await asyncio.sleep(0)
        if until is not None:
            live.stop.click()
        pressed = time.monotonic()
        await asyncio.wait([task], timeout=20)
        await asyncio.sleep(0)  # what is to be done when the task has ended
        return time.monotonic() - pressed, turns

    for name, value in values.items():
        live.controls[name].value = value
    return asyncio.run(asyncio.wait_for(press(), 60))


def test_nothing_runs_before_start(live, monkeypatch):
    shown = []
    monkeypatch.setattr(racing_live, "display_live", lambda widget, still: shown.append(still))
    racing_live.live_race(nets, 400, kind=["quick"])
    assert DRAWN == [] and live.bar.value == 0 and live.count.value == "not started"
    assert STILL in shown[0]["text/html"] and "Start" in shown[0]["text/html"] and "image/png" not in shown[0]
    assert shown[0]["text/plain"].startswith("A live race, on request.")


def test_a_race_runs_to_its_end_and_once_more(live):
    raced(live)
    assert [len(moments) for moments in live.moments] == [4, 5] and not live.running
    assert live.sentence.startswith("Kind quick, bias 1, seeds 2. Update 100: 0 of 2 nets have learned, accuracy 0.4 ")
    assert f'alt="{live.sentence}"' in live.picture.value
    assert (live.bar.value, live.count.value) == (100, "100 of at most 400")
    assert 'role="alert"' in live.status.value and "Ended after" in live.status.value
    live.stop.click()
    assert not live.stopping, "Stop without a race does nothing"
    live.controls["seeds"].value = 3
    live.begin()  # without a loop it runs at once
    assert [len(moments) for moments in live.moments] == [4, 5, 6]


def test_stop_is_quick_and_keeps_what_there_is_and_the_kernel_is_heard(live):
    """Something else on the loop gets its turn after every moment."""
    seconds, turns = raced(live, until=50, kind="slow", seeds=5)
    assert seconds < 1 and max(np.diff(turns)) <= 1 and turns[-1] >= 10
    done = max(moments[-1].updates for moments in live.moments)
    assert 0 < done < 400 and live.bar.value == done
    assert live.sentence.startswith(f"Kind slow, seeds 5. Update {done}") and live.sentence in live.picture.value
    assert "Stopped after" in live.status.value and not live.running


@pytest.mark.parametrize("seeds, said", [(2, "ArithmeticError: too far"), (0, "nets returned no runs")])
def test_an_error_is_shown(live, seeds, said):
    raced(live, kind="broken", seeds=seeds)
    assert 'role="alert"' in live.picture.value and said in live.picture.value
    assert not live.running and "error" in live.status.value


def test_controls_speak_void_ones_are_disabled_and_bad_input_is_named(live):
    assert [control.description for control in live.controls.values()] == list(live.controls)
    *rows, buttons, bar, status, picture = live.children
    assert len(rows) == 3 and buttons.children == (live.start, live.stop) and bar.children == (live.bar, live.count)
    assert (status, picture) == (live.status, live.picture) and live.bar.description == "updates"
    said = [(each.description, each.tooltip[:5].strip(), each.disabled) for each in buttons.children]
    assert said == [("Start", "Start", False), ("Stop", "Stop", False)] and not live.controls["bias"].disabled
    assert LiveRace(nets, 9, void={"bias": {"kind": "quick"}}, kind=["quick"], bias=(0.0, 2.0)).controls["bias"].disabled
    live.controls["kind"].value = "slow"
    assert live.controls["bias"].disabled
    with pytest.raises(ValueError, match="budget is 0"):
        LiveRace(nets, 0)
    with pytest.raises(ValueError, match="nets is None; expected a function"):
        LiveRace(None, 10)
    with pytest.raises(ValueError, match="void is 'bias'; expected one of 'kind'"):
        LiveRace(nets, 10, void={"bias": {}}, kind=["slow"])
    with pytest.raises(ValueError, match="the function takes no 'lag'"):
        LiveRace(nets, 10, lag=(1, 2))
