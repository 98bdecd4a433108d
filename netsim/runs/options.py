"""The options of an experiment: a frozen dataclass of its own, changed by text as its defaults say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from typing import Any, Self, TypeVar

from ..shell import WrongInput


@dataclass(frozen=True, kw_only=True)
class Options:
    """Base of all options: an experiment adds its fields, each a number, a truth value, a name or a tuple of these."""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON data: tuples are lists.

        >>> Options().as_dict()
        {}
        """
        values = {each.name: getattr(self, each.name) for each in fields(self)}
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
        present = self.as_dict()
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
            return tuple(kind(part) for part in text.split(",") if part)
        return type(default)(text)
    except (ValueError, KeyError) as problem:
        raise WrongInput(
            f"{key}={text} is not of the kind of its default, {default!r}", kind="wrong_value"
        ) from problem
