"""Expressions: what they say, as Python says it; and what they refuse."""

import pytest
from hypothesis import given, settings, strategies as st

from algebraic.atlas import Expression, Undecided, unimodal
from algebraic.shell import WrongInput

ROW = {"widths": [2, 3, 1], "defect": 1, "filling": None, "reason": "ambient", "bias": False, "label": "pnn.2.3.1.r2"}


def ask(text):
    return Expression(text, ROW)(ROW)


@pytest.mark.parametrize(
    "text",
    [
        "widths[0] == 2 and defect > 0", "not (defect == 0)", "1 < defect + 1 <= 2", "sum(widths[1:-1]) == 3",
        "len(widths) == 3", "max(widths) - min(widths) == 2", "reason == 'ambient'", "not bias",
        "widths[-1] ** 5 == 1",
        "7 // 2 == 3 and 7 % 4 == 3", "unimodal(widths)", "filling or defect == 1", "-defect == -1 * 1",
        "abs(-defect) == 1", "nonincreasing(widths[1:])",
    ],
)  # fmt: skip
def test_what_holds(text):
    assert ask(text) is True
    assert ask(f"not ({text})") is False


numbers = st.recursive(
    st.one_of(st.integers(-9, 9).map(str), st.sampled_from(["a", "b", "len(c)", "c[1]", "max(c)"])),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda parts: f"({' '.join(parts)})"),
    max_leaves=4,
)
questions = st.recursive(
    st.tuples(numbers, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), numbers).map(" ".join),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda part: f"(not {part})"),
    ),
    max_leaves=5,
)


@settings(max_examples=60)
@given(questions)
def test_the_same_as_python_says(text):
    row = {"a": 3, "b": -2, "c": [4, 5]}
    assert Expression(text, row)(row) is bool(eval(text, {"len": len, "max": max}, row))


def test_undecided_unless_another_part_settles_it():
    for text in ("filling", "not filling", "filling and defect == 1", "filling or defect == 0", "filling == 1"):
        with pytest.raises(Undecided):
            ask(text)
    assert ask("filling and defect == 0") is False
    assert ask("defect == 1 or filling") is True


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", ""), ("widths[0] = 2", "⟨= 2⟩"), ("defect > nothing", "⟨nothing⟩"), ("defect >", ""), ("x.y", "⟨x.y⟩"),
        ("widths[::2]", "⟨"), ("[1] == widths", "⟨"), ("lambda: 1", "⟨"), ("defect if 1 else 2", "⟨"),
        ("__import__('os').system('true')", "⟨__import__"), ("len()", "⟨"), ("print(1)", "⟨print"), ("1.5 > 1", "⟨1.5"),
        ("(x := 1)", "⟨"), ("f'{1}'", "⟨"), ("defect in widths", "⟨"), ("'ä' == 'ä' and nichts", "⟨nichts⟩"),
        ("9" * 1999, "too large"), ("(" * 300 + "1" + ")" * 300, ""), ("-" * 100 + "1", "inside each other"),
        ("1 or " * 500 + "1", "characters"),
    ],
)  # fmt: skip
def test_what_does_not_parse_is_refused_at_its_place(text, place):
    with pytest.raises(WrongInput) as problem:
        Expression(text, ROW)
    assert place in str(problem.value)
    assert problem.value.kind == "bad_expression"


@pytest.mark.parametrize(
    "text",
    ["widths[7] > 0", "widths > 1", "1 // 0", "1 % 0", "2 ** 100000 > 1", "2 ** -1 > 0", "widths * 1000 == 1",
     "widths + widths",
     "max(1)", "sum(defect)", "unimodal(1)", "9 ** 9 ** 9 > 0", "reason * 10 == 1", "widths['a']"],
)  # fmt: skip
def test_what_makes_no_sense_for_a_row_is_refused(text):
    with pytest.raises(WrongInput):
        ask(text)


@given(st.lists(st.integers(0, 3), max_size=6))
def test_unimodal_by_its_definition(values):
    places = range(len(values))
    by_definition = not values or any(
        values[: k + 1] == sorted(values[: k + 1]) and values[k:] == sorted(values[k:], reverse=True) for k in places
    )
    assert unimodal(values) is by_definition
