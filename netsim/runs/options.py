"""The options of an experiment: a frozen dataclass of its own, changed by text as its defaults say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from typing import Any, Self, TypeVar

from ..shell import Instance, Rule, WrongInput, allowed, check_fields, refuse

# Training and test images of each data set.
SAMPLES = {"digits": (1437, 360), "patches": (50_000, 10_000), "cifar10": (50_000, 10_000), "mnist": (60_000, 10_000)}
# Options that came later are not written where they are as before: runs keep their identity.
LATER = {"network": "paper"}


@dataclass(frozen=True, kw_only=True)
class Options:
    """Base of all options: an experiment adds its fields, each a number, a truth value, a name or a tuple of these."""

    def __post_init__(self) -> None:
        check_fields(self)
        self._check_samples()
        self.check_together()

    def check_together(self) -> None:
        """Refuse values that do not go together; an experiment says so of its own.

        Raises:
            WrongInput: which, and what would.
        """

    def _check_samples(self) -> None:
        """Refuse more images than a data set has."""
        data = getattr(self, "data", "")
        available = SAMPLES.get(data)
        if data.startswith("own:"):
            from ..data import find_own  # numpy, which `--help` does without

            own = find_own(data)
            available = own.num_train, own.num_test
        for name, most in zip(("num_train", "num_test"), available or (), strict=False):
            wanted = getattr(self, name)
            wanted = max(wanted) if isinstance(wanted, tuple) else wanted
            if wanted > most:
                raise refuse(f"{name} is {wanted:,}, and {self.data} has {most:,}", f"give at most {most}")  # type: ignore[attr-defined]

    @classmethod
    def rules(cls) -> dict[str, Rule]:
        """What each option may be, from its type."""
        return {name: each.rule for name, each in allowed(cls).items() if not isinstance(each.rule, Instance)}

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON data: tuples are lists.

        >>> Options().as_dict()
        {}
        """
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        values = {key: value for key, value in values.items() if key not in LATER or value != LATER[key]}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}

    def sample_passes(self) -> int:
        """models × epochs × samples of a run with these options, for the progress; 0 where nothing is trained so."""
        return 0

    def changed(self, changes: Mapping[str, str], whose: str) -> Self:
        """The same with changes given as text and read as the kind of the value that is there.

        Args:
            whose: the experiment, for the message.

        Raises:
            WrongInput: an unknown key (the nearest is named), or a value of another kind.
        """
        present = {**LATER, **self.as_dict()} if hasattr(self, "network") else self.as_dict()
        read = {}
        for key, text in changes.items():
            if key not in present:
                near = get_close_matches(key, present, n=1, cutoff=0.4)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(present)}"
                raise WrongInput(f"{whose} has no option {key!r}", hint=hint, kind="unknown_key")
            read[key] = _read(key, text, present[key])
        return replace(self, **read)


SomeOptions = TypeVar("SomeOptions", bound=Options)  # those of one experiment


def _read(key: str, text: str, default: Any) -> Any:
    """Text as a value of the default's kind; several are written with commas."""
    try:
        if isinstance(default, bool):
            return {"true": True, "false": False}[text.lower()]
        if isinstance(default, list):
            kind = type(default[0]) if default else str
            return tuple(_single(kind, part) for part in text.split(",") if part)
        return _single(type(default), text)
    except (ValueError, KeyError) as problem:
        raise WrongInput(
            f"{key}={text if len(text) <= 60 else text[:60] + '…'} is not of the kind of its default, {default!r}",
            hint="`netsim show` says what it may be",
            kind="wrong_value",
        ) from problem


def _single(kind: type, text: str) -> Any:
    """One value; of a number plain digits only, and none that becomes 0 because it is so small."""
    value = kind(text)
    if kind is str:
        return value
    if (
        not text.isascii()
        or "_" in text
        or (value == 0 and any(digit in text.lower().split("e")[0] for digit in "123456789"))
    ):
        raise ValueError(text)
    return abs(value) if value == 0 else value  # -0 is 0, also in the identity of a run
