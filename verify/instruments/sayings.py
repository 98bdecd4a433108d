"""What is said of one thing in several places, and whether it can all be true.

Nobody types a verdict: two sayings contradict each other if no value is allowed by both, and agree if all that one
allows the other does, in every sense that the words can have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, product
from pathlib import Path
from typing import TypedDict

import numpy as np

from ..evidence import Finding
from .meanings import related
from .transcripts import Identity, Saying, read_transcripts


class TwoSayings(TypedDict):
    """An instance: two sayings by name, and the identity by which they speak of one thing where they do not themselves.

    ``other`` is empty where nothing is said.
    """

    one: str
    other: str
    through: str


@dataclass(frozen=True)
class Sayings:
    """A table of what is said, ``rows``, and of what is one, ``links``."""

    rows: tuple[Saying, ...]
    links: tuple[Identity, ...]

    @cached_property
    def _named(self) -> dict[str, Saying]:
        return {row.name: row for row in self.rows}

    @cached_property
    def _links_named(self) -> dict[str, Identity]:
        return {link.name: link for link in self.links}

    @cached_property
    def pairs(self) -> tuple[TwoSayings, ...]:
        """All pairs that speak of the same property of the same thing, and where one of two equal things has none."""
        found: list[TwoSayings] = []
        for one, other in combinations(self.rows, 2):
            if (one.of, one.what) == (other.of, other.what):
                found.append({"one": one.name, "other": other.name, "through": ""})
        for link in self.links:
            for what in sorted({row.what for row in self.rows if row.of in (link.one, link.other)} - set(link.but)):
                found += self._across(link, what)
        return tuple(found)

    def _across(self, link: Identity, what: str) -> Iterator[TwoSayings]:
        ones, others = ([row for row in self.rows if (row.of, row.what) == (of, what)] for of in (link.one, link.other))
        for one, other in product(ones, others):
            yield {"one": one.name, "other": other.name, "through": link.name}
        for alone in (ones or others)[:1] if not (ones and others) else ():
            yield {"one": alone.name, "other": "", "through": link.name}

    def compared(self, pair: TwoSayings, *, literal: bool = False, unhedged: bool = False) -> tuple[str, str]:
        """Whether two sayings agree, contradict each other or neither, and a sentence with both places.

        Args:
            literal: every saying in its first sense, instead of all.
            unhedged: a hedge is not heard; else what differs through one is undecided.
        """
        link = self._links_named[pair["through"]] if pair["through"] else None
        one = self._named[pair["one"]]
        why, by = f"{one.what} of {one.of}: {one.shown} ({one.cited})", ""
        if link:
            by = f"; {link.one} and {link.other} are one ({link.cited})"
        if not pair["other"]:
            return "undecided", f"{why}{by}, and nothing else is said of it"
        other = self._named[pair["other"]]
        why += f", and {other.shown} ({other.cited}){by}"
        outcome = _outcome(one, other, literal)
        if outcome == "contradict" and link is not None and link.hedged and not unhedged:
            return "undecided", f"{why}, with a hedge"
        because = dict.fromkeys(each.why for each in (one, other) if outcome == "undecided" and each.why)
        return outcome, ". ".join([why, *because])

    def in_formulas(self, pair: TwoSayings) -> str:
        """Two sayings as equations, with their lines, and the identity between them."""
        found = []
        for name in (pair["one"], pair["other"]):
            row = self._named[name]
            found.append(f"{row.what} of {row.of} = {row.shown} (line {row.line})")
        if pair["through"]:
            link = self._links_named[pair["through"]]
            found.insert(1, f"{link.one} = {link.other} (line {link.line})")
        return ", ".join(found)

    def unlike(self, pair: TwoSayings) -> str | None:
        """Why two sayings do not speak of one property of one thing; nothing if they do."""
        link = self._links_named[pair["through"]] if pair["through"] else None
        one, other = self._named[pair["one"]], self._named[pair["other"]] if pair["other"] else None
        if link and (one.of not in (link.one, link.other) or one.what in link.but):
            return f"{link.cited} says nothing of the {one.what} of {one.of}"
        if other is None:
            return None if link else f"nothing is said of the {one.what} of {one.of} elsewhere"
        if one.what != other.what:
            return f"one speaks of {one.what}, the other of {other.what}"
        if {one.of, other.of} != ({link.one, link.other} if link else {one.of}):
            return f"one speaks of {one.of}, the other of {other.of}"
        return None

    def stray(self, stream: np.random.Generator) -> TwoSayings:
        """Two sayings about one property of different things."""
        one, other = next(
            pair
            for pair in combinations([self.rows[k] for k in stream.permutation(len(self.rows))], 2)
            if pair[0].what == pair[1].what and pair[0].of != pair[1].of
        )
        return {"one": one.name, "other": other.name, "through": ""}

    def agreement(self, pair: TwoSayings, *, literal: bool = False, unhedged: bool = False) -> Finding:
        """Whether two sayings agree; undecided where they neither do so nor contradict each other."""
        outcome, why = self.compared(pair, literal=literal, unhedged=unhedged)
        holds = {"agree": True, "contradict": False, "undecided": None}[outcome]
        return Finding(holds, "exact", {"outcome": outcome, "said": why}, "" if holds else why)

    def changed(self, name: str, *meaning: str) -> Sayings:
        """The same with another value of one saying, for planted falsehoods."""
        row = self._named[name]
        return replace(self, rows=tuple(replace(row, says=(meaning,)) if each is row else each for each in self.rows))

    def linked(self, name: str, other: str) -> Sayings:
        """The same with another thing at the end of one identity, for planted falsehoods."""
        link = self._links_named[name]
        links = (replace(link, other=other) if each is link else each for each in self.links)
        return replace(self, links=tuple(links))

    def repaired(self) -> Sayings:
        """The same with the evident slips mended."""
        rows = (
            replace(row, of=row.evident or row.of, says=(row.evident_says,) if row.evident_says else row.says)
            for row in self.rows
        )
        links = (replace(link, other=link.evident or link.other) for link in self.links)
        return Sayings(tuple(rows), tuple(links))

    def meant(self, pair: TwoSayings, repaired: Sayings) -> tuple[TwoSayings, ...]:
        """The pairs of a repaired table in the place of one of this table."""
        if pair in repaired.pairs:
            return (pair,)
        one = repaired.rows[self.rows.index(self._named[pair["one"]])]
        if pair["through"]:
            link = repaired.links[self.links.index(self._links_named[pair["through"]])]
            return tuple(each for each in repaired._across(link, one.what)) if one.what not in link.but else ()
        names = {one.name, repaired.rows[self.rows.index(self._named[pair["other"]])].name}
        return tuple(each for each in repaired.pairs if {each["one"], each["other"]} == names)

    def counts(self) -> str:
        """How many pairs there are, and how many of each outcome, in words."""
        found = [self.compared(pair)[0] if pair["other"] else "silent" for pair in self.pairs]
        agree, contradict, undecided, silent = map(found.count, ("agree", "contradict", "undecided", "silent"))
        told = f"{agree} pairs agree, {contradict} contradict each other, {undecided} are left open"
        return f"{told}, and in {silent} one side says nothing"

    def summary(self, outcome: str) -> str:
        """All pairs of sayings with this outcome: places that differ in the same things together."""
        differ: dict[tuple[str, str], list[str]] = {}
        for pair in self.pairs:
            if pair["other"] and self.compared(pair)[0] == outcome:
                one, other = self._named[pair["one"]], self._named[pair["other"]]
                words = f" (“{self._links_named[pair['through']].words}”)" if pair["through"] else ""
                thing = one.what if words else f"{one.what} of {one.of}"
                what = f"{thing} {one.shown} against {other.shown} in {other.place}"
                here = differ.setdefault((one.place, words), [])
                here += [what] * (what not in here)
        places: dict[tuple[str, str], list[str]] = {}
        for (place, words), whats in differ.items():
            places.setdefault((words, ", ".join(whats)), []).append(place)
        return "; ".join(f"{', '.join(found)}{words}: {what}" for (words, what), found in places.items())


def consistent(table: Sayings, pairs: tuple[TwoSayings, ...]) -> Finding:
    """Whether no pair contradicts itself: some sense of the words makes both true, or nothing else is said."""
    found = [table.compared(pair) for pair in pairs]
    bad = [why for outcome, why in found if outcome == "contradict"]
    return Finding(not bad, "exact", {"outcomes": [outcome for outcome, _ in found]}, bad[0] if bad else "")


def read_sayings(path: Path) -> Sayings:
    """The table in a file of ours."""
    return Sayings(*read_transcripts(path))


def _outcome(one: Saying, other: Saying, literal: bool) -> str:
    if not one.says or not other.says:
        return "undecided"
    if literal:
        return related(one.says[0], other.says[0])
    if one.says == other.says:
        return "agree"  # the same words, whatever their sense
    found = {related(a, b) for a, b in product(one.says, other.says)}
    return found.pop() if len(found) == 1 else "undecided"
