"""Transcripts of what a paper says: a few words, their line, what they speak of and what they allow."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict

from .meanings import Meaning, in_words


class _Row(TypedDict):
    at: str
    line: int
    words: str
    of: str
    what: str
    says: list[list[str]]
    why: NotRequired[str]
    elsewhere: NotRequired[tuple[int, str]]
    evident: NotRequired[str]
    evident_says: NotRequired[list[str]]


class _Link(TypedDict):
    at: str
    line: int
    words: str
    one: str
    other: str
    but: NotRequired[list[str]]
    hedged: NotRequired[bool]
    evident: NotRequired[str]
    elsewhere: NotRequired[tuple[int, str]]


class _File(TypedDict):
    sayings: list[_Row]
    identities: list[_Link]


@dataclass(frozen=True)
class Quotation:
    """Some words of a paper.

    Attributes:
        at, line, words: the place, its line in our copy of the text, and the words.
        elsewhere: line and words in the other conversion of the text.
    """

    at: str
    line: int
    words: str
    elsewhere: tuple[int, str] | None

    @property
    def place(self) -> str:
        """The caption or section."""
        return self.at.partition(",")[0]

    @property
    def cited(self) -> str:
        """Place, line and words."""
        return f"{self.at}, line {self.line}: “{self.words}”"


@dataclass(frozen=True)
class Saying(Quotation):
    """One thing that is said.

    Attributes:
        of, what: of which thing, and which of its properties.
        says: the senses that the words can have, the literal one first, each with what it allows; none where the
            words are damaged or leave it open.
        why: why there are several senses or none, or how a number follows from the words.
        evident, evident_says: of which thing the words evidently speak and what they mean, where that is a slip.
    """

    of: str
    what: str
    says: tuple[Meaning, ...]
    why: str = ""
    evident: str = ""
    evident_says: Meaning = ()

    @property
    def name(self) -> str:
        """Place, property and thing."""
        return f"{self.at}, line {self.line}: {self.what} of {self.of}"

    @property
    def shown(self) -> str:
        """What is allowed, in words.

        >>> Saying("Fig. 1", 1, "some words", None, "a thing", "size", (("372",), ("372..", "none"))).shown
        '372 or, in another sense, 372 or more or none'
        """
        senses = (" or ".join(in_words(part) for part in meaning) for meaning in self.says)
        return " or, in another sense, ".join(senses) or "not to be read"


@dataclass(frozen=True)
class Identity(Quotation):
    """Words by which two things are one.

    Attributes:
        one, other: the two things.
        but: the properties in which they may differ.
        hedged: whether the words leave room for more ("essentially the same").
        evident: the thing that is evidently meant instead of ``other``, where that is a slip.
    """

    one: str
    other: str
    but: tuple[str, ...] = ()
    hedged: bool = False
    evident: str = ""

    @property
    def name(self) -> str:
        """Place, and the two things."""
        return f"{self.at}, line {self.line}: {self.one} = {self.other}"


def read_transcripts(path: Path) -> tuple[tuple[Saying, ...], tuple[Identity, ...]]:
    """What is said, and which things are one, from a file of ours.

    Raises:
        ValueError: two of them have one name.
    """
    file: _File = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(_saying(row) for row in file["sayings"])
    links = tuple(_identity(link) for link in file["identities"])
    names = [row.name for row in rows] + [link.name for link in links]
    if len(set(names)) < len(names):
        raise ValueError(f"said twice: {next(name for name in names if names.count(name) > 1)}")
    return rows, links


def _saying(row: _Row) -> Saying:
    return Saying(
        at=row["at"],
        line=row["line"],
        words=row["words"],
        elsewhere=_pair(row.get("elsewhere")),
        of=row["of"],
        what=row["what"],
        says=tuple(tuple(meaning) for meaning in row["says"]),
        why=row.get("why", ""),
        evident=row.get("evident", ""),
        evident_says=tuple(row.get("evident_says", ())),
    )


def _identity(link: _Link) -> Identity:
    return Identity(
        at=link["at"],
        line=link["line"],
        words=link["words"],
        elsewhere=_pair(link.get("elsewhere")),
        one=link["one"],
        other=link["other"],
        but=tuple(link.get("but", ())),
        hedged=link.get("hedged", False),
        evident=link.get("evident", ""),
    )


def _pair(found: tuple[int, str] | None) -> tuple[int, str] | None:
    return (found[0], found[1]) if found is not None else None
