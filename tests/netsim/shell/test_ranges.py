"""Types are held to: what is taken, what it becomes, and what is refused."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import pytest

from netsim.shell import OneOf, Range, WrongInput, allowed, check_fields, check_given, check_value

Rate = Annotated[float, Range(0, 1000)]


@dataclass(frozen=True)
class Fields:
    count: Annotated[int, Range(1, 9)] = 1
    rate: Rate | Annotated[tuple[float, ...], Range(0, 1000, repeats=True, most_items=60)] = 0.1
    several: Annotated[tuple[int, ...], Range(0, 9, items=0, ascending=True)] = ()
    seed: Annotated[int, Range(0)] = 0
    word: Annotated[str, OneOf(("one", "two"), kind="unknown_word")] = "one"
    truth: bool = False
    path: str | None = None
    numbers: dict[str, int] | None = None

    def __post_init__(self):
        check_fields(self)


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ({"count": np.int64(3)}, 3),
        ({"count": np.array(3)}, 3),
        ({"rate": np.float32(0.5)}, 0.5),
        ({"rate": 1}, 1),
        ({"rate": [0.5] * 60}, (0.5,) * 60),
        ({"several": range(3)}, (0, 1, 2)),
        ({"several": np.arange(3)}, (0, 1, 2)),
        ({"several": []}, ()),
        ({"seed": 10**999}, 10**999),
        ({"path": Path("a")}, "a"),
        ({"path": None}, None),
        ({"numbers": {"a": 1}}, {"a": 1}),
    ],
)
def test_what_means_the_same_is_taken(given, becomes):
    made = Fields(**given)
    [name] = given
    assert getattr(made, name) == becomes
    assert type(getattr(made, name)) is type(becomes)


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ({"count": 0}, "count is 0", "give a whole number from 1 to 9"),
        ({"count": 1.0}, "count is 1.0", "give a whole number from 1 to 9"),
        ({"count": True}, "count is True", "give a whole number from 1 to 9"),
        ({"count": "3"}, "count is '3'", "give a whole number from 1 to 9"),
        ({"count": None}, "count is None", "give a whole number from 1 to 9"),
        ({"count": (1, 2)}, "count is (1, 2)", "give one: a number from 1 to 9"),
        ({"rate": float("nan")}, "rate is nan", "give a number from 0 to 1000"),
        ({"rate": (0.1, float("inf"))}, "rate is inf", "give a number from 0 to 1000"),
        ({"rate": [0.5] * 61}, "rate has 61 values", "give 1 to 60, with commas between them"),
        ({"rate": ()}, "rate has 0 values", "give 1 to 60, with commas between them"),
        ({"several": 3}, "several is 3", "give several in a tuple, such as several=(…,), each from 0 to 9, ascending"),
        ({"several": "12"}, "several is '12'", "give several in a tuple"),
        ({"several": (1, (2,))}, "several is (2,)", "give a whole number"),
        ({"several": (1, 1)}, "several has a value twice", "give each once"),
        ({"several": (2, 1)}, "several does not ascend", "give the smallest first"),
        ({"several": range(10**30)}, "several has 1,000,001 values", "give 0 to 50"),
        ({"seed": 10**5000}, "seed is an int that cannot be shown", "give a whole number from 0 on"),
        ({"word": "tow"}, "word is 'tow'", "did you mean two? give one of one, two"),
        ({"word": ["one"]}, "word is ('one',)", "give one: one of one, two"),
        ({"word": 3}, "word is 3", "give one of one, two"),
        ({"truth": "yes"}, "truth is 'yes'", "give True or False"),
        ({"truth": 1}, "truth is 1", "give True or False"),
        ({"path": 3}, "path is 3", "give text"),
        ({"numbers": [1]}, "numbers is (1,)", "give"),
    ],
)
def test_the_rest_is_refused_with_the_name_the_value_and_what_is_allowed(given, message, hint):
    with pytest.raises(WrongInput) as caught:
        Fields(**given)
    assert caught.value.message == message
    assert caught.value.hint.startswith(hint)
    assert caught.value.kind == ("unknown_word" if "word" in given and given["word"] != ["one"] else "wrong_value")


def test_arguments_of_a_function_are_held_to_its_types():
    def function(width: Annotated[int, Range(1, 9)], other: object = None) -> None:
        pass

    assert allowed(function)["width"].rule == Range(1, 9, whole=True)
    check_given(function, width=9)
    with pytest.raises(WrongInput, match="width is 10"):
        check_given(function, width=10)


def test_rules_are_told_in_words():
    rules = (Range(0, 9), Range(1), Range(1, 2, items=2, ascending=True), OneOf(("a", "b")))
    assert [str(rule) for rule in rules] == [
        "from 0 to 9",
        "from 1 on",
        "from 1 to 2 (2 at least), ascending",
        "one of a, b",
    ]
    check_value("n", (1, 1), Range(0, 9, repeats=True))
