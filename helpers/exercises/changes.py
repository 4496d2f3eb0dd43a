"""One-place changes of a function's source: what a slip makes of a solution, and what mends a learner's own code."""

import ast
import itertools
import re
from typing import NamedTuple

from helpers.exercises.expressions import PLACES, PUT, expressions, instead_of, names, parsed
from helpers.exercises.source import Line

ALIKE = [  # what may stand for each other in a line
    group.split("|") for group in (
        " + | - | * ", " * | @ | / | ** | ^ ", " // | / ", " < | <= | > | >= ", " = | += | -= | *= ",
        "tanh|exp|log|sqrt|abs", "sum|mean|max|min|median|cumsum", "zeros|ones|eye", "zeros_like|ones_like",
        "log|log2|log10", "maximum|minimum", "outer|inner|dot", "axis=0|axis=1|axis=-1|axis=None", "()|(axis=0)|(axis=1)")
]  # fmt: skip
JOINED = ("a function put in", "a factor put in", "a term put in")
ORDER = {"a line": 1, "two lines": 1, **dict.fromkeys(PUT, 2), "another name": 3, **dict.fromkeys(JOINED, 4)}


class Change(NamedTuple):
    """What kind of change it is, at which line and column, the text there before and after, and all Lines then."""

    words: str
    at: int
    column: int
    old: str
    new: str
    lines: list[Line]

    @property
    def after(self):
        """The changed line, as Python writes it."""
        tree = parsed(self.lines[self.at])
        return ast.unparse(tree).split("\n")[0] if tree else self.lines[self.at].text.strip()


def slips(code, first=0):
    """Every change that needs nothing but what stands in the code; what is put in and other names come last.

    Those of the line numbered `first` come before others, those of lines that name sizes or begin with zeros behind.
    """
    texts, found = names(code.tree), []
    for at, line in enumerate(code.lines[1:], 1):
        prepares = bool(re.match(r"[^=\[]+ = (len\(|np\.zeros|.*\.shape\b)", line.text))
        for change in itertools.chain(of_expressions(code, at, texts), of_line(code, at), moved(code, at)):
            rank = next((rank for words, rank in ORDER.items() if change.words.startswith(words)), 0)
            found.append(((rank, line.number != first, prepares), change))
    return [change for _, change in sorted(found, key=lambda pair: pair[0])]


def put(code, at, columns, words, new, old=""):
    """The Change that puts a text in place of what stands in a line between two columns, in bytes."""
    row, (start, end) = code.lines[at].text.encode(), columns
    line = code.lines[at]._replace(text=(row[:start] + new.encode() + row[end:]).decode())
    return Change(words, at, start, old, new, [*code.lines[:at], line, *code.lines[at + 1 :]])


def of_line(code, at):
    """Yield the changes of a line as text: a word or sign for another, a bracket moved, a copy, all of it left out."""
    line = code.lines[at]
    row, indent = line.text, line.indent

    def place(start, end, words, new):
        return put(code, at, (len(row[:start].encode()), len(row[:end].encode())), words, new, row[start:end])

    for group, old in ((words, old) for words in ALIKE for old in words):
        word = rf"\b{old}\b" if old.isalnum() else re.escape(old)
        for found, new in itertools.product(re.finditer(word, row), group):
            if new != old and not (old == " = " and re.search(r" = [\d.e-]+$", row)):  # `eps = 1e-08` is no sum
                yield place(*found.span(), f"`{new.strip()}` in place of `{old.strip()}`", new)
    ends = [found.end() + indent for found in re.finditer(r"[\w\])](?= [-+*/@])|.$", row[indent:])]
    for b, to in itertools.product([found.end() for found in re.finditer(r"\)+", row)], ends):
        if to > b:
            yield place(b - 1, to, "a bracket set elsewhere", row[b:to] + ")")
        elif to < b - 1:
            yield place(to, b, "a bracket set elsewhere", ")" + row[to : b - 1])
    for found in re.finditer(r"(?:(?<= = )|(?<= = \()|(?<=, )|(?<=append\())[a-zA-Z_][\w.]*(?:\[[^\]]*\])?(?=,|\)*$)", row):
        yield place(*found.span(), "`.copy()` put in", f"{found[0]}.copy()")
    if not row.strip().startswith(("return", "for ", "if ", "while ", "el", "def ")):
        yield place(indent, len(row), "a line left out", "pass")


def moved(code, at):
    """Yield the changes of a line's place: exchanged with the next, before, behind or into a loop."""
    lines, line = code.lines, code.lines[at]
    plain = lambda k: k < len(lines) and not (lines[k].text.endswith(":") or lines[k].text.strip().startswith("return"))
    if not plain(at):
        return
    rest, is_loop = lines[:at] + lines[at + 1 :], lambda line: line.text.lstrip().startswith(("for ", "while "))

    def to(words, place, indent):
        there = Line(" " * indent + line.text.strip(), line.number)
        return Change(words, at, 0, "", "", [*rest[:place], there, *rest[place:]])

    if plain(at + 1) and lines[at + 1].indent == line.indent:
        yield to("two lines exchanged", at + 1, line.indent)
    head = next(k for k in range(at - 1, -1, -1) if lines[k].indent < line.indent or not k)
    if is_loop(lines[head]):
        end = next((k for k in range(at, len(rest)) if rest[k].indent <= lines[head].indent), len(rest))
        yield to("a line moved before the loop", head, lines[head].indent)
        yield to("a line moved behind the loop", end, lines[head].indent)
    before = next(k for k in range(at - 1, -1, -1) if lines[k].indent <= line.indent or not k)
    for loop, place in ((lines[before], at), *((other, at + 1) for other in rest[at : at + 1])):
        if is_loop(loop) and loop.indent == line.indent:
            yield to("a line moved into the loop", place, line.indent + 4)


def of_expressions(code, at, texts):
    """Yield the changes of the expressions in a line; `texts` are what may be read in it, and of which kind each is."""
    for node, columns, counts in expressions(code, at):
        made = instead_of(node, counts, texts)
        yield from (put(code, at, columns, words, f"({new})", ast.unparse(node)) for words, new in made)


def put_in(code, solution):
    """Yield the changes that put in a function, a factor or a term of the solution, given as Code."""
    own = [node for node in ast.walk(solution.tree) if isinstance(node, (ast.BinOp, ast.Call, *PLACES))]
    known = set(re.findall(r"[^\W\d]\w*", ast.unparse(code.tree))) | {"np"}
    terms = [text for text in map(ast.unparse, own) if {*re.findall(r"(?<![.\w])[^\W\d]\w*", text)} <= known]
    functions = sorted({*re.findall(r"np\.\w+(?=\()", ast.unparse(solution.tree))})
    joined = list(itertools.product(dict.fromkeys([*names(code.tree), *terms]), "*+-"))
    for at in range(1, len(code.lines)):
        for node, columns, counts in expressions(code, at):
            if isinstance(node, (ast.BinOp, *PLACES)) and not counts:
                text = ast.unparse(node)
                yield from (put(code, at, columns, JOINED[0], f"{name}({text})", text) for name in functions)
                for new, sign in joined:
                    if (sign, new) != ("-", text):  # nothing is left, which mends by accident
                        yield put(code, at, columns, JOINED[1 + (sign != "*")], f"(({text}) {sign} ({new}))", text)
