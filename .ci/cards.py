"""Vote cards: what the checks know of mistakes, as questions with options for a room of people.

    python .ci/cards.py [FILE]

For a function, a card shows the solution with a line left out, and that line as it should be among lines that are known
mistakes; for a number, the right one among wrong ones; for sentences, all of them. The answer is folded below, with what
each mistake reveals. FILE (cards.md) opens in JupyterLab, *Markdown Preview*, or on any page that draws Markdown.
"""
import inspect
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import importlib

from assignment import source

from helpers.exercises import Answer, Choice, Exercise
from helpers.lab import check

HEADING = re.compile(r"^### (Exercise \d.*?)$(.*)", re.MULTILINE | re.DOTALL)
FOLD = re.compile(r"<details>.*", re.DOTALL)
CHECK = re.compile(r"^check\.(\w+)\(\w", re.MULTILINE)
WRONG, MOST = 3, 3  # wrong options a card, cards an exercise
HEAD = """# Vote cards

Made from the mistakes that the course's checks know, by `make cards`. Let everyone vote before you open the answer, then
let neighbours argue and vote again.
"""


def exercises():
    """Yield (notebook, heading, statement, exercise) of every check, in the order of the notebooks."""
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        heading = statement = ""
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown" and (found := HEADING.search(source(cell))):
                heading, statement = found.group(1), FOLD.sub("", found.group(2)).strip()
            for name in CHECK.findall(source(cell)) if cell["cell_type"] == "code" else ():
                yield path.stem[:2], heading, statement, behind(name)


def behind(name):
    """The exercise behind a check."""
    asked = []
    with mock.patch.object(check, "answer", lambda place, _: asked.append(place)):
        getattr(check, name)(None)
    file, _, exercise = asked[0].partition(".")
    return getattr(importlib.import_module(f"helpers.exercises.{file}"), exercise)


def changed_lines(exercise):
    """{number of a line of the solution: {the line as a known mistake has it: the mistake}}, for changes of one line."""
    right, found = inspect.getsource(exercise.solution).splitlines(), defaultdict(dict)
    for mistake in exercise.mistakes:
        for face in mistake.gives if isinstance(mistake.gives, tuple) else (mistake.gives,):
            wrong = edited("\n".join(right), face).splitlines() if isinstance(face, str) else []
            places = [k for k, pair in enumerate(zip(right, wrong)) if pair[0] != pair[1]]
            if len(wrong) == len(right) and len(places) == 1:
                found[places[0]].setdefault(wrong[places[0]].strip(), mistake)
                break
    return right, found


def edited(text, face):
    for edit in face.strip().splitlines():
        old, _, new = (part.strip() for part in edit.partition("→"))
        text = text.replace(old, new.replace("⏎", "\n"))
    return text


def card(title, question, options, right):
    """One card; `options` maps each to what it reveals."""
    letters = dict(zip(options, "ABCDEFGHIJ"))
    shown = "\n".join(f"- **{letters[option]}** {option}" for option in options)
    told = "\n".join(f"- {'✓' if option == right else '✗'} **{letters[option]}** {why}" for option, why in options.items())
    return f"## {title}\n\n{question}\n\n{shown}\n\n<details><summary>Answer</summary>\n\n{told}\n\n</details>\n"


def unlike(wrong):
    """Some of the wrong lines with their mistakes, of many kinds: first one for each reason, then the others."""
    whys = [mistake.why for mistake in wrong.values()]
    ranked = sorted(enumerate(wrong.items()), key=lambda pair: (whys.index(whys[pair[0]]) != pair[0], pair[0]))
    return [item for _, item in ranked[:WRONG]]


def reveals(mistake):
    return f"{mistake.name}: {mistake.why}"


def of_function(title, exercise):
    right, places = changed_lines(exercise)
    rich = sorted((place for place in places if len(places[place]) >= WRONG), key=lambda place: -len(places[place]))
    for place in sorted(rich[:MOST]):
        wrong = {f"`{line}`": reveals(mistake) for line, mistake in unlike(places[place])}
        indent = right[place][: len(right[place]) - len(right[place].lstrip())]
        code = "\n".join([*right[:place], f"{indent}# ? which line belongs here", *right[place + 1:]])
        options = dict(sorted({**wrong, f"`{right[place].strip()}`": "right."}.items()))
        yield card(title, f"```python\n{code}\n```", options, f"`{right[place].strip()}`")


def of_number(title, statement, exercise):
    wrong = {}
    for mistake in exercise.mistakes:
        number = mistake.gives[0] if isinstance(mistake.gives, tuple) else mistake.gives
        wrong.setdefault(spelt(number), reveals(mistake))
    right = spelt(exercise.truth)
    wrong.pop(right, None)
    options = {**dict(list(wrong.items())[:WRONG]), right: exercise.why}
    yield card(title, statement, dict(sorted(options.items(), key=lambda pair: float(pair[0]))), right)


def spelt(number):
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"


def of_sentences(title, statement, exercise):
    options = exercise.options if isinstance(exercise, Choice) else {}
    told = [f"- {'✓' if key in exercise.right else '✗'} **{key}** {why}" for key, why in options.items()] or [
        f"- **{key}**: {number}. {exercise.why[key]}" for key, number in exercise.truth.items()]
    yield f"## {title}\n\n{statement}\n\n<details><summary>Answer</summary>\n\n" + "\n".join(told) + "\n\n</details>\n"


def cards():
    for notebook, heading, statement, exercise in exercises():
        title = f"{notebook} · {heading}"
        if isinstance(exercise, Exercise):
            yield from of_function(title, exercise)
        elif isinstance(exercise, Answer):
            yield from of_number(title, statement, exercise)
        else:
            yield from of_sentences(title, statement, exercise)


def main(file="cards.md"):
    made = list(cards())
    Path(file).write_text("\n".join([HEAD, *made]), encoding="utf-8")
    print(f"{file}: {len(made)} cards")


if __name__ == "__main__":
    main(*sys.argv[1:2])
