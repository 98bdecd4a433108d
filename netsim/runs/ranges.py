"""What an option may be: ranges of numbers and closed lists of names, written beside it as its type.

``learning_rate: Rate = 0.1`` is a float for the type checker; the range that stands in the type is looked up when
options are made. For a tuple it holds for every item: ``widths: Annotated[tuple[float, ...], Range(0.01, 100)]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, TypeAlias

from ..shell import WrongInput

MOST_ITEMS = 50  # of a tuple


@dataclass(frozen=True)
class Range:
    """Numbers from ``least`` to ``most``; of a tuple, from ``items`` to 50 of them."""

    least: float
    most: float
    items: int = 1
    ascending: bool = False
    repeats: bool = False

    def __str__(self) -> str:
        order = ", ascending" if self.ascending else ""
        return f"from {self.least:g} to {self.most:g}" + (f" ({self.items} at least)" if self.items > 1 else "") + order

    def check(self, name: str, value: Any) -> None:
        """Refuse a number outside; nan is in no range."""
        if not isinstance(value, int | float) or not self.least <= value <= self.most:
            raise WrongInput(f"{name} is {_shown(value)}", hint=f"give a number {self}", kind="wrong_value")


@dataclass(frozen=True)
class OneOf:
    """One of some names."""

    names: tuple[str, ...]
    items = 1
    ascending = repeats = False

    def __str__(self) -> str:
        return "one of " + ", ".join(self.names)

    def check(self, name: str, value: Any) -> None:
        """Refuse another name; the nearest is named."""
        if value not in self.names:
            near = get_close_matches(str(value), self.names, n=1, cutoff=0.4)
            hint = (f"did you mean {near[0]}? " if near else "") + f"give {self}"
            raise WrongInput(f"{name} is {_shown(value)}", hint=hint, kind="wrong_value")


@dataclass(frozen=True)
class AnActivation:
    """An activation by name, see :func:`netsim.models.parse_activation`."""

    items = 1
    ascending = repeats = False

    def __str__(self) -> str:
        return "an activation: relu, softplus:20, polynomial:10:10, coefficients:0,1,1, …"

    def check(self, name: str, value: Any) -> None:
        """Refuse what is none."""
        from ..models import parse_activation

        parse_activation(value)


Rule: TypeAlias = "Range | OneOf | AnActivation"


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
    if not rule.items <= len(value) <= MOST_ITEMS:
        hint = f"give {rule.items} to {MOST_ITEMS}, with commas between them"
        raise WrongInput(f"{name} has {len(value):,} values", hint=hint, kind="wrong_value")
    for item in value:
        rule.check(name, item)
    if len(set(value)) < len(value) and not rule.repeats:
        raise WrongInput(f"{name} has a value twice", hint="give each once", kind="wrong_value")
    if rule.ascending and list(value) != sorted(value):
        raise WrongInput(f"{name} does not ascend", hint="give the smallest first", kind="wrong_value")


def refuse(cause: str, hint: str) -> WrongInput:
    """The error about options that do not go together."""
    return WrongInput(cause, hint=hint, kind="wrong_value")


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, int | float) else repr(value)
    return text if len(text) <= 60 else f"{text[:40]}… ({len(text):,} characters)"


Images: TypeAlias = Annotated[str, OneOf(("digits", "patches", "cifar10", "mnist"))]
Labels: TypeAlias = Annotated[str, OneOf(("true", "random"))]
Preprocessing: TypeAlias = Annotated[str, OneOf(("standard", "centre", "scale", "none"))]
Init: TypeAlias = Annotated[str, OneOf(("he", "scaled"))]
Activation: TypeAlias = Annotated[str, AnActivation()]
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
