"""The form of the document of printed numbers: of what ``--json`` prints and a page is written from."""

from __future__ import annotations

from typing import TypedDict


class RouteData(TypedDict):
    """Another call for the same number, and what it proves."""

    call: str
    ours: str
    because: str


class NumberData(TypedDict):
    """A printed number beside ours: :class:`verify.reproduce.Reproduced` as plain data."""

    what: str
    at: str
    printed: str
    status: str
    ours: str
    call: str
    because: str
    routes: list[RouteData]
    erratum: str | None
    seconds: float


class SourceData(TypedDict):
    """A source with its numbers."""

    key: str
    title: str
    authors: str
    reference: str
    seen: str
    numbers: list[NumberData]


class Document(TypedDict):
    """All of it."""

    counts: dict[str, int]
    sources: list[SourceData]
    problems: list[str]
    seed: int
    cpu_seconds: float
    versions: dict[str, str]
