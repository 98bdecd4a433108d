"""The registry: one file for each source, with what it prints, where, and our call for the same number."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from algebraic.shell import WrongInput

FOLDER = Path(__file__).parent / "sources"
Argument = str | int | bool | Sequence[int] | Sequence[Sequence[str]]
MOST_OF_A_PLACE = 10  # numbers from one table or formula


@dataclass(frozen=True)
class Call:
    """A function of :mod:`verify.reproduce.calls` and its arguments."""

    name: str
    arguments: Mapping[str, Argument]

    def text(self) -> str:
        """As Python would have it.

        >>> Call("mixed_volume", {"system": "cyclic(5)"}).text()
        "mixed_volume(system='cyclic(5)')"
        """
        return f"{self.name}({', '.join(f'{key}={value!r}' for key, value in self.arguments.items())})"


@dataclass(frozen=True)
class Entry:
    """One printed number.

    Attributes:
        what: the quantity in words.
        at: where it is printed: page, table, formula, file.
        printed: the value as printed.
        call: ours.
        routes: other calls for the same number, which share nothing with the first; for a wrong print, two at least.
        erratum: what is wrong, where the print is.
    """

    what: str
    at: str
    printed: str
    call: Call
    routes: tuple[Call, ...] = ()
    erratum: str = ""


@dataclass(frozen=True)
class Source:
    """A text with printed numbers.

    Attributes:
        key: the name of its file, and what ``--source`` takes.
        seen: what of it the registry's authors had before them.
        systems: polynomial equations, by name, that its entries speak of.
    """

    key: str
    title: str
    authors: str
    reference: str
    seen: str
    entries: tuple[Entry, ...]
    systems: Mapping[str, str] = field(default_factory=dict)


@cache
def read_sources() -> dict[str, Source]:
    """All sources, by key.

    >>> list(read_sources()) == sorted(read_sources())
    True
    """
    return {path.stem: source_of(path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def source_of(key: str, text: str) -> Source:
    """A source from the text of its file.

    Raises:
        WrongInput: a field that is missing, unknown or of another type, or more than ten numbers from one place.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _wrong(key, str(problem)) from problem
    _check_fields(key, given, ("title", "authors", "reference", "seen", "numbers"), ("systems",))
    entries = tuple(_entry(key, k, number) for k, number in enumerate(given["numbers"], 1))
    places = [entry.at.split(";")[0] for entry in entries]
    crowded = [place for place in dict.fromkeys(places) if places.count(place) > MOST_OF_A_PLACE]
    if crowded:
        raise _wrong(key, f"more than {MOST_OF_A_PLACE} numbers from {crowded[0]!r}")
    words = {name: given[name] for name in ("title", "authors", "reference", "seen")}
    return Source(key=key, entries=entries, systems=given.get("systems", {}), **words)


def find_sources(keys: Sequence[str]) -> list[Source]:
    """The sources with these keys, or all.

    Raises:
        WrongInput: an unknown key; the message names those that there are.
    """
    sources = read_sources()
    for key in keys:
        if key not in sources:
            raise WrongInput(f"{key!r} is no source", hint=f"one of {', '.join(sources)}", kind="unknown_source")
    return [sources[key] for key in dict.fromkeys(keys)] if keys else list(sources.values())


def _entry(key: str, number: int, given: Any) -> Entry:
    where = f"{key}, number {number}"
    _check_fields(where, given, ("what", "at", "printed", "call"), ("with", "routes", "erratum"))
    routes = given.get("routes", [])
    for route in routes:
        _check_fields(where, route, ("call",), ("with",))
    return Entry(
        what=given["what"],
        at=given["at"],
        printed=given["printed"],
        call=_call(given),
        routes=tuple(map(_call, routes)),
        erratum=given.get("erratum", ""),
    )


def _call(given: Any) -> Call:
    return Call(given["call"], dict(given.get("with", {})))


TYPES = {"numbers": list, "systems": dict, "with": dict, "routes": list}


def _check_fields(where: str, given: Any, needed: Sequence[str], optional: Sequence[str]) -> None:
    if not isinstance(given, dict):
        raise _wrong(where, "not a table")
    for name in needed:
        if name not in given:
            raise _wrong(where, f"{name!r} is missing")
    for name, value in given.items():
        if name not in (*needed, *optional):
            raise _wrong(where, f"{name!r} is no field")
        if not isinstance(value, TYPES.get(name, str)) or value == "":
            raise _wrong(where, f"{name!r} is {value!r}")


def _wrong(where: str, cause: str) -> WrongInput:
    return WrongInput(f"the registry of printed numbers, {where}: {cause}", kind="bad_registry")
