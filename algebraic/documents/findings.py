"""What a check found: what was proved again, what was left, and what is false."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypedDict

from ..shell import printable
from .closed_lists import CLOSED


class Verdict(TypedDict):
    """The answer of a check as JSON."""

    verified: bool
    reproved: list[str]
    not_reproved: list[str]
    problems: list[str]


@dataclass
class Findings:
    """Filled in field by field.

    Attributes:
        kind: of the document, which decides what may be left (:data:`algebraic.documents.CLOSED`).
        reproved: fields that were proved again.
        not_reproved: those that were left, each with the reason.
        problems: what is false, or contradicts.
        rests: whether the answer rests on what was left.

    >>> found = Findings("count")
    >>> found.proved("count")
    >>> found.left("seed")
    >>> found.exit_code(), found.not_reproved
    (0, ['seed: a description of the run'])
    >>> found.compare("real_count", 7, 9)
    >>> found.exit_code(), found.problems
    (1, ['real_count is 7, but it is 9'])
    """

    kind: str
    reproved: list[str] = field(default_factory=list)
    not_reproved: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    rests: bool = False
    _seen: set[str] = field(default_factory=set)

    def proved(self, *names: str) -> None:
        """These fields were proved again."""
        self._seen.update(name.partition(":")[0] for name in names)
        self.reproved += [name for name in names if name not in self.reproved]

    def left(self, name: str, more: str = "", *, rests: bool = False) -> None:
        """A field on the closed list was left; ``rests`` says that the answer rests on it."""
        self._seen.add(name.partition(":")[0])
        said = f"{name}: {more or CLOSED[self.kind][name]}"
        if name not in CLOSED[self.kind]:
            raise KeyError(name)
        if said not in self.not_reproved:
            self.not_reproved.append(said)
        self.rests |= rests

    def false(self, problem: str, *names: str) -> None:
        """Something is false; ``names`` are the fields that were looked at."""
        self._seen.update(names)
        self.problems.append(problem)

    def looked_at(self, *names: str) -> None:
        """These fields are neither proved nor false, for a reason that was given."""
        self._seen.update(names)

    def compare(self, name: str, said: Any, true: Any) -> None:
        """A field is proved if it is what it should be, in value and type."""
        if same(said, true):
            self.proved(name)
        else:
            self.false(f"{name} is {_shown(said)}, but it is {_shown(true)}", name.partition(":")[0])

    def again(self, name: str, said: Any, true: Any) -> None:
        """A field that the same code computed again, for want of a second route: named, and not proved."""
        if same(said, true):
            self.left("second routes", f"{name} was computed again by the same code")
            self._seen.add(name)
        else:
            self.compare(name, said, true)

    def open(self, reason: str) -> None:
        """The check did not come to its end."""
        self.not_reproved.append(reason)
        self.rests = True

    def covers(self, document: Any) -> None:
        """Every field must have been looked at."""
        for key in document:
            if key not in self._seen:
                self.problems.append(f"nothing checks the field {key!r}")

    @property
    def verified(self) -> bool:
        """Whether the answer is proved again: nothing is false, and it rests on nothing that was left."""
        return self.exit_code() == 0

    def exit_code(self) -> int:
        """1: something is false; 4: the answer rests on what was left; 0: it is proved."""
        return 1 if self.problems else 4 if self.rests else 0

    def as_dict(self) -> Verdict:
        """The JSON document."""
        return Verdict(
            verified=self.verified, reproved=self.reproved, not_reproved=self.not_reproved, problems=self.problems
        )

    def __str__(self) -> str:
        head = {
            0: f"verified: {', '.join(self.reproved)}",
            1: "NOT verified:",
            4: "not decided: the answer rests on what was not proved again",
        }[self.exit_code()]
        lines = [head, *self.problems]
        if self.not_reproved:
            lines += ["not proved again:", *(f"  {name}" for name in self.not_reproved)]
        return "\n".join(map(printable, lines))


def same(said: Any, true: Any) -> bool:
    """Equal in value and type, all the way down: ``True`` is not 1, and 1.0 is not 1.

    >>> same([1, {"a": None}], [1, {"a": None}]), same(True, 1), same([1.0], [1])
    (True, False, False)
    """
    if type(said) is not type(true):
        return False
    if isinstance(said, dict):
        return said.keys() == true.keys() and all(same(value, true[key]) for key, value in said.items())
    if isinstance(said, list):
        return len(said) == len(true) and all(map(same, said, true))
    return bool(said == true)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 200 else f"{text[:197]}..."
