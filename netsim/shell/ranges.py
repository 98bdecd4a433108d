"""What a value may be: ranges of numbers, closed lists of names and classes, written beside it as its type.

``learning_rate: Rate = 0.1`` is a float for the type checker; the range that stands in the type is looked up when
options, a task or a network are made. For a tuple it holds for every item:
``widths: Annotated[tuple[float, ...], Range(0.01, 100)]``. The options of the commands and the classes that Python
makes are held to it by one function, :func:`check_fields`; arguments of a function by :func:`check_given`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Protocol, TypeAlias, Union, get_args, get_origin, get_type_hints

from .errors import WrongInput, shown_value

MOST_ITEMS = 50  # of a tuple of options
UNLIMITED = 10**1000  # what is larger cannot be written into a record
WORDS = {bool: "True or False", str: "text", dict: "arrays by name"}


class Rule(Protocol):
    """What stands in a type: how many there may be, and what each must be."""

    @property
    def items(self) -> int:
        """The least number of them."""

    @property
    def most_items(self) -> int:
        """The largest."""

    @property
    def ascending(self) -> bool:
        """Whether the smallest comes first."""

    @property
    def repeats(self) -> bool:
        """Whether one may be there twice."""

    def check(self, name: str, value: Any) -> None:
        """Refuse one value."""


@dataclass(frozen=True)
class Range:
    """Numbers from ``least`` to ``most``; of a tuple, from ``items`` to ``most_items`` of them."""

    least: float
    most: float = UNLIMITED
    items: int = 1
    ascending: bool = False
    repeats: bool = False
    whole: bool = False  # set where the type is int
    most_items: int = MOST_ITEMS
    kind: str = "wrong_value"

    def __str__(self) -> str:
        order = ", ascending" if self.ascending else ""
        end = f"to {self.most:g}" if self.most < UNLIMITED else "on"
        return f"from {self.least:g} {end}" + (f" ({self.items} at least)" if self.items > 1 else "") + order

    def check(self, name: str, value: Any) -> None:
        """Refuse a number outside; nan is in no range."""
        is_number = isinstance(value, int if self.whole else int | float) and not isinstance(value, bool)
        if not is_number or not self.least <= value <= self.most:
            number = "a whole number" if self.whole else "a number"
            raise WrongInput(f"{name} is {shown_value(value)}", hint=f"give {number} {self}", kind=self.kind)


@dataclass(frozen=True)
class ANumber:
    """Any number, nan and infinities too, where they mean something or are told apart later."""

    items = 0
    most_items = 10_000_000
    ascending, repeats = False, True

    def __str__(self) -> str:
        return "a number"

    def check(self, name: str, value: Any) -> None:
        """Refuse what is no number."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or (isinstance(value, int) and abs(value) > 1e300):  # which is no float
            raise WrongInput(f"{name} is {shown_value(value)}", hint=f"give {self}", kind="wrong_value")


@dataclass(frozen=True)
class OneOf:
    """One of some names."""

    names: tuple[str, ...]
    kind: str = "wrong_value"
    items = 1
    most_items = MOST_ITEMS
    ascending = repeats = False

    def __str__(self) -> str:
        return "one of " + ", ".join(self.names)

    def check(self, name: str, value: Any) -> None:
        """Refuse another name; the nearest is named."""
        if not isinstance(value, str) or value not in self.names:
            near = get_close_matches(value.lower(), self.names, n=1, cutoff=0.4) if isinstance(value, str) else []
            hint = (f"did you mean {near[0]}? " if near else "") + f"give {self}"
            raise WrongInput(f"{name} is {shown_value(value)}", hint=hint, kind=self.kind)


@dataclass(frozen=True)
class Instance:
    """An object of a class: what a type without a range asks for."""

    of: type
    repeats: bool = False
    most_items: int = MOST_ITEMS
    items = 1
    ascending = False

    def __str__(self) -> str:
        return WORDS.get(self.of, f"a {self.of.__name__}")

    def check(self, name: str, value: Any) -> None:
        """Refuse one of another class."""
        if not isinstance(value, self.of):
            raise WrongInput(f"{name} is {shown_value(value)}", hint=f"give {self}", kind="wrong_value")


@dataclass(frozen=True)
class Allowed:
    """What a type says: the rule, and whether one value, several, or none may be given."""

    rule: Rule
    single: bool
    several: bool
    optional: bool

    def check(self, name: str, value: Any) -> None:
        """Refuse what the type does not allow."""
        if value is None and self.optional:
            return
        if isinstance(value, tuple) and not self.several:
            hint = f"give one: {'a number ' if isinstance(self.rule, Range) else ''}{self.rule}"
            raise WrongInput(f"{name} is {shown_value(value)}", hint=hint, kind="wrong_value")
        if not isinstance(value, tuple) and not self.single:
            hint = f"give several in a tuple, such as {name}=(…,), each {self.rule}"
            raise WrongInput(f"{name} is {shown_value(value)}", hint=hint, kind="wrong_value")
        check_value(name, value, self.rule)


def check_value(name: str, value: Any, rule: Rule) -> None:
    """Refuse a value, or an item of a tuple, that its rule does not allow.

    Raises:
        WrongInput: it says what is allowed.

    >>> check_value("learning_rate", float("nan"), Range(0, 1000))
    Traceback (most recent call last):
    netsim.shell.errors.WrongInput: learning_rate is nan (give a number from 0 to 1000)
    """
    if not isinstance(value, tuple):
        rule.check(name, value)
        return
    if not rule.items <= len(value) <= rule.most_items:
        hint = f"give {rule.items} to {rule.most_items:,}, with commas between them"
        raise WrongInput(f"{name} has {len(value):,} values", hint=hint, kind="wrong_value")
    for item in value:
        rule.check(name, item)
    if not rule.repeats and len(set(value)) < len(value):
        raise WrongInput(f"{name} has a value twice", hint="give each once", kind="wrong_value")
    if rule.ascending and list(value) != sorted(value):
        raise WrongInput(f"{name} does not ascend", hint="give the smallest first", kind="wrong_value")


def allowed(owner: Callable[..., Any]) -> dict[str, Allowed]:
    """What each field of a class, or each argument of a function, may be, from its type."""
    return _types_of(owner)


def check_fields(owner: Any) -> None:
    """Hold a frozen dataclass to its types: lists, arrays and paths become what the type says, the rest is refused.

    Raises:
        WrongInput: it names the field, the value and what is allowed.
    """
    for name, types in allowed(type(owner)).items():
        value = plain(getattr(owner, name))
        types.check(name, value)
        object.__setattr__(owner, name, value)


def check_given(function: Callable[..., Any], /, **given: object) -> None:
    """Hold arguments to the types of a function.

    Raises:
        WrongInput: it names the argument, the value and what is allowed.
    """
    types = allowed(function)
    for name, value in given.items():
        types[name].check(name, plain(value))


def plain(value: Any) -> Any:
    """Lists, ranges and arrays as tuples, numbers of numpy as those of Python, a path as text.

    >>> plain([1, 2]), plain(range(2)), plain("a")
    ((1, 2), (0, 1), 'a')
    """
    value = value.tolist() if hasattr(value, "tolist") and not isinstance(value, type) else value
    if isinstance(value, list | range):
        return tuple(plain(item) for item in value[: UNITS + 1])  # more are refused, and a range may have any number
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def refuse(cause: str, hint: str) -> WrongInput:
    """The error about values that do not go together."""
    return WrongInput(cause, hint=hint, kind="wrong_value")


@cache
def _types_of(owner: Callable[..., Any]) -> dict[str, Allowed]:
    return {name: _allowed(hint) for name, hint in get_type_hints(owner, include_extras=True).items()}


def _allowed(hint: Any) -> Allowed:
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    rule: Rule | None = None
    single = several = False
    kind: Any = object
    for part in parts:
        if part is NoneType:
            continue
        kind, declared = _declared(part)
        if get_origin(kind) in (tuple, Sequence):
            several = True
            kind, inner = _declared(get_args(kind)[0])
            declared = declared or inner
        else:
            single = True
        rule = declared or rule
    if kind is Any:
        kind = object
    if isinstance(rule, Range) and kind is int:
        rule = replace(rule, whole=True)
    return Allowed(rule or Instance(get_origin(kind) or kind), single, several, NoneType in parts)


def _declared(hint: Any) -> tuple[Any, Rule | None]:
    """A type, and the rule that stands beside it."""
    return get_args(hint)[:2] if get_origin(hint) is Annotated else (hint, None)


UNITS = 1_000_000  # of a layer

Init: TypeAlias = Annotated[str, OneOf(("he", "scaled", "truncated", "glorot", "logistic"))]
Rate: TypeAlias = Annotated[float, Range(0, 1000)]
Positive: TypeAlias = Annotated[float, Range(1e-6, 1000)]
Spread: TypeAlias = Annotated[float, Range(0, 1000)]
Samples: TypeAlias = Annotated[int, Range(2, 60_000)]
Batch: TypeAlias = Annotated[int, Range(0, 60_000)]  # 0 is all of them
Models: TypeAlias = Annotated[int, Range(1, 1000)]
Epochs: TypeAlias = Annotated[int, Range(1, 100_000)]
Every: TypeAlias = Annotated[int, Range(1, 1_000_000)]
Few: TypeAlias = Annotated[int, Range(1, 1000)]
Several: TypeAlias = Annotated[int, Range(2, 1000)]
Steps: TypeAlias = Annotated[int, Range(1, 100_000_000)]
Channels: TypeAlias = Annotated[tuple[int, ...], Range(1, 4096, repeats=True)]
Seed: TypeAlias = Annotated[int, Range(0, kind="bad_seed")]
Units: TypeAlias = Annotated[int, Range(1, UNITS)]
Widths: TypeAlias = Annotated[tuple[int, ...], Range(1, UNITS, items=0, repeats=True, most_items=10_000)]
