"""Printed numbers, computed again: one verdict for each, with what proves it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from algebraic.engines import versions
from algebraic.shell import ZerolocusError

from .calls import evaluate
from .documents import Document, NumberData
from .enclosure import Enclosure
from .printed import DIFFERS, OUT_OF_REACH, STATUSES, compare
from .registry import Call, Entry, Source


@dataclass(frozen=True)
class Reproduced:
    """A printed number beside ours.

    Attributes:
        found: what our call proves.
        routes: what the other calls prove.
        status: ``equal``, ``differs`` or ``out of reach``.
        seconds: CPU time, other routes included.
    """

    source: Source
    entry: Entry
    found: Enclosure
    routes: tuple[Enclosure, ...]
    status: str
    seconds: float

    @property
    def problem(self) -> str:
        """What contradicts the registry, if anything does: a print that is wrong must be explained, and only that.

        Every other route must agree with the first call: two calls that share nothing cannot prove different things.
        """
        if self.status == DIFFERS and not self.entry.erratum:
            return f"{self.entry.printed} is printed, ours is {self.found.text()}, and nothing explains it"
        if self.entry.erratum and self.status != DIFFERS:
            return f"said to be a wrong print, and ours is {self.found.text()}"
        for call, other in zip(self.entry.routes, self.routes, strict=True):
            if _disjoint(self.found, other):
                return f"{call.text()} proves {other.text()}, the first call {self.found.text()}"
            if self.entry.erratum and compare(self.entry.printed, other) != DIFFERS:
                return f"{call.text()} does not show that {self.entry.printed} is wrong"
        return ""

    def as_dict(self) -> NumberData:
        """Plain data."""
        return {
            "what": self.entry.what,
            "at": self.entry.at,
            "printed": self.entry.printed,
            "status": self.status,
            "ours": self.found.text(),
            "call": self.entry.call.text(),
            "because": self.found.because,
            "routes": [
                {"call": call.text(), "ours": found.text(), "because": found.because}
                for call, found in zip(self.entry.routes, self.routes, strict=True)
            ],
            "erratum": self.entry.erratum or None,
            "seconds": round(self.seconds, 2),
        }


def decide(source: Source, entry: Entry, seed: int = 0) -> Reproduced:
    """One number of a source."""
    started = time.process_time()
    found = _proved(entry.call, source, seed)
    routes = tuple(_proved(route, source, seed) for route in entry.routes)
    return Reproduced(source, entry, found, routes, compare(entry.printed, found), time.process_time() - started)


def decide_all(sources: Iterable[Source], seed: int = 0) -> Iterator[Reproduced]:
    """All numbers of these sources, in order."""
    for source in sources:
        for entry in source.entries:
            yield decide(source, entry, seed)


def document_of(rows: Sequence[Reproduced], seed: int) -> Document:
    """Everything as one JSON document."""
    counted = Counter(row.status for row in rows)
    sources = {row.source.key: row.source for row in rows}
    return {
        "counts": {status: counted[status] for status in STATUSES},
        "sources": [
            {
                "key": key,
                "title": source.title,
                "authors": source.authors,
                "reference": source.reference,
                "seen": source.seen,
                "numbers": [row.as_dict() for row in rows if row.source.key == key],
            }
            for key, source in sources.items()
        ],
        "problems": [f"{row.source.key}, {row.entry.what}: {row.problem}" for row in rows if row.problem],
        "seed": seed,
        "cpu_seconds": round(sum(row.seconds for row in rows), 1),
        "versions": versions(),
    }


def _proved(call: Call, source: Source, seed: int) -> Enclosure:
    try:
        return evaluate(call, source.systems, seed)
    except ZerolocusError as problem:
        return Enclosure(None, None, f"{OUT_OF_REACH}: {problem}")


def _disjoint(one: Enclosure, other: Enclosure) -> bool:
    return any(
        low is not None and high is not None and low > high
        for low, high in ((one.low, other.high), (other.low, one.high))
    )
