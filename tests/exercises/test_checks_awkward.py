"""Checks that answer back, on whatever else is handed in: a sentence each time, and never a traceback of ours."""

import inspect
import sys
import warnings

import numpy as np
import pytest
from learners import CARRYING, edited, learned, said, typed

from helpers.cells import rnn
from helpers.exercises import Answer, Choice, Exercise, Mistake, Output, compare
from helpers.exercises.bptt import BPTT
from helpers.exercises.exploding import CLIP
from helpers.exercises.four_readings import FOUR_READINGS
from helpers.exercises.source import modest
from helpers.exercises.update_at_end import UPDATE_AT_END
from helpers.lab import check


def bptt_after(change):
    """A right my_bptt whose four results go through `change(results, params, xs, hs, dhs)` before it returns."""

    def my_bptt(params, xs, hs, dhs):
        grads = rnn.backward(params, rnn.Trace(xs, hs), dhs)
        return change([grads.total, grads.W_ih, grads.W_hh, grads.b_h], params, xs, hs, dhs)

    return my_bptt


def with_item(k, item):
    return lambda results, *_: [*results[:k], item(results[k]) if callable(item) else item, *results[k + 1 :]]


AWKWARD = [  # what becomes of right results, the kind of verdict, what it must hold
    (lambda results, *_: [r.tolist() for r in results], "right", "is right"),
    (lambda results, *_: dict(zip(("total", "dW_ih", "dW_hh", "db_h"), results)), "right", "is right"),
    (lambda results, *_: [np.asfortranarray(r) for r in results], "right", "is right"),
    (lambda results, *_: [r.astype(np.longdouble) for r in results], "right", "is right"),
    (with_item(2, lambda a: a[:, :-1]), "shape", "with dW_hh of shape (4, 3) where (4, 4) is expected. Tried with xs (6, 2, 3)"),
    (with_item(1, lambda a: a[None]), "named", "with an axis of length 1 left in dW_ih"),
    (with_item(0, lambda a: a[1]), "shape", "with total of shape (2, 4) where (7, 2, 4) is expected: an axis has been summed or left out"),
    (with_item(0, lambda a: a[1:]), "named", "with row 0 of total left out"),
    (with_item(2, lambda a: -a), "named", "with the sign of dW_hh turned round"),
    (with_item(0, lambda a: a[::-1]), "named", "with total in reverse order, last row first"),
    (with_item(3, lambda a: a.astype(int)), "named", "with db_h cut off to whole numbers"),
    (with_item(1, lambda a: 3 * a), "named", "with dW_ih 3 times as large as it should be"),
    (with_item(2, lambda a: 0 * a), "located", "with dW_hh zero everywhere"),
    (with_item(1, lambda a: a + 0.37), "located", "Tried with xs (6, 2, 3), hs (7, 2, 4) and dhs (6, 2, 4)."),
    (with_item(2, lambda a: a * (1 + 1e-6)), "nearly", "correct to 1e-06 only"),
    (with_item(2, lambda a: a.astype(np.float16)), "located", "dW_hh is the first to differ"),
    (with_item(2, lambda a: a + 1j), "type", "with a complex dW_hh"),
    (with_item(2, lambda a: a * np.nan), "not finite", "with dW_hh NaN at index [0, 0]; every number should be finite. Tried with xs (6, 2, 3)"),
    (with_item(2, lambda a: a / 0), "not finite", "divide by zero encountered in divide: what stands below the line is 0"),
    (with_item(2, lambda a: np.log(0 * a)), "not finite", "the logarithm of 0 or of a negative number is taken"),
    (with_item(1, "abc"), "type", "with a str for dW_ih; expected an array of numbers of shape (4, 3)"),
    (with_item(1, [[1, 2], [3]]), "type", "with a list of 2 values for dW_ih"),
    (with_item(1, [[None, 1.0, 2.0]] * 4), "type", "with a list of 4 values for dW_ih"),
    (with_item(1, np.array(["a"])), "type", "with an array of text of shape (1,) for dW_ih"),
    (with_item(1, lambda a: len), "type", "with a function for dW_ih"),
    (with_item(1, ...), "not attempted", "dW_ih is still to come"),
    (lambda results, *_: [results[0], None, None, ...], "not attempted", "dW_ih, dW_hh and db_h are still to come"),
    (with_item(0, lambda a: np.array([a, ...], dtype=object)), "not attempted", "total is still to come"),
    (lambda results, *_: results[:3], "type", "with a list of 3 values returned; expected 4 values: (total, dW_ih"),
    (lambda results, *_: results[0], "type", "with an array of shape (7, 2, 4) returned; expected 4 values"),
    (lambda results, *_: (r for r in results), "no result", "with a generator returned"),
    (lambda results, p, xs, hs, dhs: (dhs.fill(0), results)[1], "changes", "It changes dhs in place"),
    (lambda results, p, xs, hs, dhs: (p.W_hh.fill(0), results)[1], "changes", "It changes params.W_hh in place"),
    (lambda results, p, xs, hs, dhs: (xs.fill(0), results[:3])[1], "type", "It changes xs in place"),
    (lambda results, p, xs, hs, dhs: 1 / 0, "raised", "raised ZeroDivisionError: division by zero"),
    (lambda results, p, xs, hs, dhs: hs[len(hs)], "raised", "raised IndexError: index 7 is out of bounds"),
    (lambda results, p, xs, hs, dhs: xs @ hs, "raised", "Tried with xs (6, 2, 3), hs (7, 2, 4) and dhs (6, 2, 4)."),
]


@pytest.mark.parametrize(("change", "kind", "words"), AWKWARD)
def test_awkward_results_get_a_sentence(change, kind, words):
    verdict = said(BPTT, bptt_after(change))
    assert verdict.kind.startswith(kind)
    assert words in verdict.text


EDITED = [  # edits of a right my_bptt, the kind of verdict, what it must hold
    (("return total, dW_ih, dW_hh, db_h", "return [np.float32(a) for a in (total, dW_ih, dW_hh, db_h)]"), "right", "float32"),
    (("carried = delta @ params.W_hh", "carried = np.float32(delta @ params.W_hh.T)"), "named", "W_hh the wrong way round"),
    (("(1 - hs[t] ** 2) * g", "..."), "not attempted", "still meets a `...`"),
    # NumPy takes `...` for a number in a product: a number in its place is the learner's own mistake
    (("delta @ params.W_hh", "(unfilled := ...) @ params.W_hh"), "not attempted", "still meets a `...`"),
    (("delta @ params.W_hh", "(unfilled := 1.0) @ params.W_hh"), "raised", "raised ValueError"),
    (("T, B, H = dhs.shape", "raise NotImplementedError"), "not attempted", "still meets a `...`"),
    (("delta @ params.W_hh", "params.W_hh.T @ delta"), "mended", "code runs on rows"),
    (("total[0] = carried", "total[0] = carried; np.exp(-1000 - hs)"), "right", "right"),  # NumPy keeps quiet about that
    (("total[0] = carried", "if T == 6: return"), "no result", "does every way through my_bptt end in a line with `return`?"),
    (("total[0] = carried", "if T == 5: return"), "no result", "does every way through my_bptt end in a line with `return`?"),
    (("T, B, H = dhs.shape", "return my_bptt(params, xs, hs, dhs)"), "raised", "raised RecursionError"),
    (("T, B, H = dhs.shape", "raise SystemExit(1)"), "raised", "raised SystemExit"),
    (("T, B, H = dhs.shape", 'return dhs["no such key"]'), "raised", 'in my_bptt: return dhs["no such key"]'),
]


@pytest.mark.parametrize(("edit", "kind", "words"), EDITED)
def test_what_a_right_function_becomes(edit, kind, words, unhurried):
    verdict = said(BPTT, typed(edited(CARRYING, edit)))
    assert verdict.kind == kind
    assert words in verdict.text
    assert "warning" not in verdict.text


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda params, xs: 0, "is called with 4 arguments, (params, xs, hs, dhs), and takes (params, xs)."),
        (lambda params, hs, xs, dhs: 0, "is called with 4 arguments, (params, xs, hs, dhs), and takes (params, hs, xs, dhs)."),
        (np.zeros(3), "needs the function itself, without calling it; it was given an array of shape (3,)."),
        ((1, 2, 3, 4), "it was given a tuple of 4 values."),
    ],
)
def test_what_cannot_be_called_gets_a_sentence(attempt, words):
    verdict = said(BPTT, attempt)
    assert verdict.kind in ("arguments", "not a function")
    assert words in verdict.text


def test_an_error_inside_a_library_is_shown_at_the_learners_line():
    def my_bptt(params, xs, hs, dhs):
        return rnn.forward(params, hs)

    verdict = said(BPTT, my_bptt)
    assert "raised ValueError: xs has" in verdict.text
    assert "in my_bptt: return rnn.forward(params, hs)" in verdict.text


@pytest.mark.parametrize(("prints", "n_lines", "cut"), [("print('T =', T)", 1, ""), ("[print(i) for i in range(1000)]", 20, "(and 980 more lines)")])
def test_prints_pass_through_once_and_a_flood_is_cut(prints, n_lines, cut, capsys):
    check.bptt(learned(CARRYING, ("total[0] = carried", f"total[0] = carried; {prints}")))
    out, err = capsys.readouterr()
    printed, said_then = out.split("✓ my_bptt is right")
    assert len(printed.splitlines()) == n_lines + bool(cut)
    assert cut in printed
    assert "prints; above is what it printed on the first of 12 problems" in " ".join(said_then.split())
    assert err == ""


def test_warnings_are_told_and_do_not_leak(capsys):
    edit = ("(1 - hs[t] ** 2)", "(1 - hs[t] ** 2) * np.exp(1000 + hs[t])")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check.bptt(learned(CARRYING, edit))
    out, err = capsys.readouterr()
    assert "with total NaN" in out
    assert "On the way there was a warning: overflow encountered" in " ".join(out.split())
    assert err == ""


def test_the_same_arrays_filled_at_every_call_are_read_at_once():
    kept = {}

    def my_bptt(params, xs, hs, dhs):
        results = bptt_after(lambda results, *_: results)(params, xs, hs, dhs)
        for k, result in enumerate(results):
            kept.setdefault((k, result.shape), result)[...] = result
        return [kept[k, result.shape] for k, result in enumerate(results)]

    assert said(BPTT, my_bptt).kind == "right"


def test_advice_on_a_tuple_changed_in_place_is_code_that_runs():
    source = "def my_clip(gradients, threshold):\n    for array in gradients:\n        array /= 2\n    return gradients"
    assert "work on a copy, `gradients[0].copy()`." in said(CLIP, learned(source)).text


def test_every_public_check_prints_and_returns_nothing(capsys):
    for name, function in vars(check).items():
        if inspect.isfunction(function) and function.__module__.startswith(check.__name__) and name != "answer":
            assert function.__doc__
            if len(inspect.signature(function).parameters) == 1:
                assert function(...) is None
                assert capsys.readouterr().out.startswith("… Not attempted yet: ")


def test_the_truth_is_taken_from_unchanged_arguments():
    """A learner who destroys the arguments cannot make the check compare with something else."""

    def my_bptt(params, xs, hs, dhs):
        for array in (*params[:3], xs, hs, dhs):
            array[...] = 0
        return tuple(np.zeros_like(a) for a in (hs, *params[:3]))

    verdict = said(BPTT, my_bptt)
    assert verdict.kind in ("located", "named")
    assert "It changes params.W_ih, params.W_hh, params.b_h, xs, hs and dhs in place" in verdict.text


# The engine on answers


NUMBERS = {-243: "the sign turned round", 121.5: "a factor 2 missing", 486: "a factor 2 too many", 244: "1 added", 242: "1 taken away",
    1 / 243: "the fraction turned round", 5.493061: "its logarithm in its place", 24300: "per cent in its place",
    2430: "the decimal point one place too far right", 24.3: "the decimal point one place too far left",
    243000: "a factor 1000 too many"}  # fmt: skip


def test_a_number_is_right_or_told_by_its_size_its_factor_or_its_kind():
    paths = Answer("the number of paths", 243, "Three ways at each of five steps.", (), "Count.")
    assert said(paths, 243).text == "✓ 243 is right. Three ways at each of five steps."
    assert said(paths, 100).text == "✗ 100 is too small. Count."
    assert said(paths, 1e9).text == "✗ 1e+09 is too large. Count."
    for number, words in NUMBERS.items():
        assert said(paths._replace(tolerance=1e-6), number).text == f"✗ {number:.6g} is the right number with {words}. Count."
    for wrong, kind in ((True, "type"), (np.array([None]), "type"), (np.inf, "not finite")):
        assert said(paths, wrong).kind == kind and "index" not in said(paths, wrong).text
    assert said(paths, lambda: 243).text == "✗ The answer is a function; expected one number: the number of paths."
    assert said(paths, "243").text.endswith("right number with quotes around it: write 243 alone.")
    assert "a text, '100', in place of a number" in said(paths, "100").text
    assert said(paths._replace(tolerance=0.01), "−24,4").text == "✗ -24.4 is too small. Count."


def test_options_are_read_in_any_case_and_what_is_none_or_missing_is_told():
    cat = Choice("an animal", {"cat": "it meows", "car": "it has wheels"}, frozenset({"cat"}))
    assert said(cat, "Cat ").text == said(cat, np.array(["cat"])).text == "✓ Right. cat: it meows"
    assert said(cat, "car").text == "✗ car does not belong here. car: it has wheels"
    assert "one of 'cat', 'car' belong here" in said(cat, 3).text
    letters = Choice("vowels", {"A": "open", "E": "half", "X": "a consonant"}, frozenset("AE"))
    assert said(letters, "a and E").kind == "right"
    wrong = "✗ X does not belong here. X: a consonant Right so far: A. Still missing: 1 of the 2 that belong here."
    assert said(letters, "AX").text == wrong


def test_an_error_is_a_share_of_the_largest_number():
    tiny, off = np.array([4e-9, 0]), np.array([3e-9, 1e-9])
    assert compare.error(off, tiny) == pytest.approx(0.25) and compare.error(tiny[:1], 0 * tiny[:1]) == 4e-9
    assert compare.error(np.empty(0), np.empty(0)) == 0 and compare.error(np.ones(2), np.ones(1)) == np.inf
    assert compare.wrong_entries(off + [0, 1e-9], tiny, 0.3).tolist() == [False, True]


def walk(a):
    return np.cumsum(a)


WALK = Exercise("a walk", (Output("hs", "forward", 1),), lambda rng: [(rng.normal(size=5),)], walk)


def test_of_a_forward_pass_the_first_wrong_step_is_told_going_forward():
    late = learned("def my_walk(a):\n    return np.cumsum(a) + 0.1 * np.arange(5) ** 3 * (np.arange(5) > 1)")
    assert "the error arises at t = 3, going forward: t = 1 to 2 agree" in said(WALK, late).text


def test_an_argument_never_read_and_numbers_drawn_anew_are_told():
    results = "[np.full_like(a, 0.1) for a in (np.zeros((len(xs) + 1, *dhs.shape[1:])), *params[:3])]"
    unread = f"def my_bptt(params, xs, states, dhs):\n    return {results}"
    assert "with states never read: the result depends on it" in said(BPTT, learned(unread)).text
    assert "with numbers that change from call to call" in said(WALK, lambda a: a + np.random.normal(size=5)).text


def test_a_known_mistake_that_changes_its_arguments_does_no_harm():
    mistakes = (Mistake("nothing left", ("return → a[:] = 0; return",), "…"), Mistake("no sum", ("np.cumsum(a) → a",), "…"))
    assert "with no sum: your hs matches" in said(WALK._replace(mistakes=mistakes), lambda a: a).text


def test_what_gives_no_number_at_all_is_no_known_mistake():
    mistakes = (Mistake("a division by zero", ("np.cumsum(a) → a / 0",), "…"),)
    assert said(WALK._replace(mistakes=mistakes), lambda a: np.copysign(np.inf, a)).kind == "not finite"


TRANSPOSED, UNSLOPED = ("delta @ params.W_hh", "delta @ params.W_hh.T"), ("(1 - hs[t] ** 2) * g", "g")
EARLY, LEFT_EMPTY = ("delta.T @ hs[t - 1]", "delta.T @ hs[t - 2]"), ("total[0] = carried", "pass")
PAIRS = [  # two edits of a right my_bptt whose source cannot be had, and the two mistakes that are named
    (TRANSPOSED, EARLY, "W_hh the wrong way round", "one row too early"),
    (TRANSPOSED, UNSLOPED, "W_hh the wrong way round", "tanh′ missing"),
    (TRANSPOSED, ("+=", "="), "W_hh the wrong way round", "`=` where `+=` belongs"),
    (LEFT_EMPTY, EARLY, "total[0] left empty", "one row too early"),
]


@pytest.mark.parametrize(("first", "second", "one", "two"), PAIRS)
def test_two_mistakes_at_once_are_named(first, second, one, two):
    text = said(BPTT, learned(CARRYING, first, second)).text
    assert one in text
    assert two in text
    assert text.count("Why:") == 2


def test_a_mistake_that_gives_half_of_what_is_wrong_is_named_with_what_it_leaves_and_one_that_gives_less_is_not():
    own = [(name, f"{name.replace('+=', '+= 0.013 +')}") for name in ("db_h +=", "dW_ih +=")] + [("total[t] = g", "total[t] = g * g")]
    text = said(BPTT, learned(CARRYING, TRANSPOSED, own[0])).text
    assert "your total, dW_ih and dW_hh match what that gives" in text
    assert "db_h is not explained by that alone: mend this first." in text
    assert said(BPTT, learned(CARRYING, EARLY, *own)).kind == "located"


def test_two_mistakes_on_one_problem_alone_are_not_named():
    """They must give the numbers of every problem, not of the first alone."""
    wrong, right = learned(CARRYING, TRANSPOSED, UNSLOPED), learned(CARRYING)

    def my_bptt(params, xs, hs, dhs):
        return (wrong if len(xs) == 6 else right)(params, xs, hs, dhs)

    assert said(BPTT, my_bptt).kind == "located"


def test_a_mistake_of_its_own_is_not_named():
    assert said(BPTT, learned(CARRYING, ("delta @ params.W_hh", "0.93 * delta @ params.W_hh"))).kind in ("located", "slip")


def test_an_update_inside_the_loop_that_goes_back_through_the_saved_weights_is_exact():
    inside = """
def my_training_step(params, xs, hs, dhs, learning_rate):
    W_ih, W_hh, b_h, carried = params.W_ih.copy(), params.W_hh.copy(), params.b_h.copy(), 0
    for t in range(len(xs), 0, -1):
        delta = (1 - hs[t] ** 2) * (dhs[t - 1] + carried)
        W_ih -= learning_rate * delta.T @ xs[t - 1]
        W_hh -= learning_rate * delta.T @ hs[t - 1]
        b_h -= learning_rate * delta.sum(0)
        carried = delta @ params.W_hh
    return W_ih, W_hh, b_h
"""
    assert said(UPDATE_AT_END, learned(inside)).kind == "right"
    assert "inside the loop" in said(UPDATE_AT_END, learned(inside, ("delta @ params.W_hh", "delta @ W_hh"))).text


def test_four_readings_are_read_in_any_spelling_and_those_still_missing_are_counted():
    assert said(FOUR_READINGS, ["imm*total", "Total x Imm"]).kind == "right"
    assert "1 is still to come" in said(FOUR_READINGS, "imm×total").text
    assert "Still missing: 2 of the 2 that belong here." in said(FOUR_READINGS, {"total×total"}).text


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system does not say how much memory is used")
def test_a_change_of_code_cannot_fill_the_memory():
    """As `a = np.outer(a, x)` in a loop would: an array of 8 GB is refused, and the limit taken back."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    with modest():
        assert np.ones(1000).size == 1000
        with pytest.raises(MemoryError):
            np.ones(1 << 30)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
