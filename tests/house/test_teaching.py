"""The glossary, the teacher's page, the vote cards and the assignments agree with the notebooks."""
import json
import re

import assignment
import cards
import hygiene
import pytest
from conftest import NOTEBOOKS, ROOT

from helpers.lab import check

GLOSSARY, TEACHERS = (hygiene.page(ROOT / f"notebooks/{name}.md").sources[0] for name in ("glossary", "for_teachers"))


def rows(page, columns):
    """The rows of a page's tables of so many columns, less their heads."""
    found = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in re.findall("(?m)^[|] .*", page)]
    return [row for row in found if len(row) == columns and row[0] not in ("term", "symbol")]


def test_a_term_stands_in_the_section_that_the_glossary_names():
    terms = rows(GLOSSARY, 3)
    assert len(terms) > 50 and terms == sorted(terms, key=lambda row: row[0].lower())
    for term, _, where in terms:
        path, _, anchor = hygiene.TARGET.search(where).group(1).partition("#")
        section = hygiene.page(ROOT / "notebooks" / path).sections()[anchor]
        assert plain(re.split(r", | \(", term)[0]) in plain(f"{anchor} {section}"), term


def plain(text):
    return " ".join(re.sub(r"[-*]", " ", text.lower()).split())


def test_every_symbol_of_00_is_in_the_glossary():
    symbols = {symbol for row in rows(GLOSSARY, 4) for symbol in (row[0], *row[0].split(", "))}
    notation = hygiene.page(NOTEBOOKS[0]).sections()["A-page-of-notes,-and-the-notation"].partition("| symbol |")[2]
    asked = {part for row in rows(notation, 3) for part in re.split(r", (?=\$)", row[0])}
    assert len(asked) > 15 and asked <= symbols


def test_the_teachers_page_names_every_check():
    named = {name for name, function in vars(check).items() if callable(function)} - {"answer", "hint", "require"}
    assert {name for name in named if f"`{name}`" not in TEACHERS} == set()


def test_cards_have_one_right_option_among_unlike_ones():
    made = list(cards.cards())
    assert {card.split("\n")[0][3:5] for card in made} == {path.stem[:2] for path in NOTEBOOKS[1:]}
    lines = [card.partition("<details>") for card in made if "# ? which line belongs here" in card]
    assert len(lines) > len(NOTEBOOKS)
    for question, _, answer in lines:
        options = re.findall(r"^- \*\*[A-J]\*\* (.*)$", question, re.MULTILINE)
        assert len(options) == len(set(options)) == 4 and answer.count("✓") == 1, question


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)
def test_an_assignment_holds_every_exercise_and_no_answer(path):
    made, points = assignment.assignment(json.loads(path.read_text(encoding="utf-8")), "owner/name")
    text = "\n".join(map(assignment.source, made["cells"]))
    assert points == text.count("check.require()") == text.count("### BEGIN SOLUTION") >= 2
    names = [cell["metadata"]["nbgrader"]["grade_id"] for cell in made["cells"] if "nbgrader" in cell["metadata"]]
    assert len(names) == len(set(names)) == 2 * points + 2
    assert "<summary>Solution" not in text and not any(cell.get("outputs") for cell in made["cells"])
    assert re.findall(r"\]\((?!https?:|#)[^)]*\.(?:ipynb|md)", text) == []
