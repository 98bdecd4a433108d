"""Instances and settings that are given, in a file or as options, and what they must be."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from algebraic.shell import (
    OutOfBudget,
    WrongInput,
    ZerolocusError,
    interruption,
    parse_json,
    read_json_file,
    shown_path,
)

from .claims import Claim
from .evidence import Evidence, Instance

MAX_SETTING = 100_000


def in_time(outcomes: Iterator[Evidence], decided: Sequence[Evidence], late: list[OutOfBudget]) -> Iterator[Evidence]:
    """The outcomes until the time is over; then the error, which is no reason to lose what was decided."""
    try:
        yield from outcomes
    except OutOfBudget as problem:
        if not decided:
            raise
        late.append(problem)


def readable(outcomes: Iterator[Evidence], options: argparse.Namespace) -> Iterator[Evidence]:
    """The outcomes for an instance from a file, or with settings, which may lack what the claim needs."""
    try:
        yield from outcomes
    except (ZerolocusError, OSError, SystemError, MemoryError):
        raise
    except Exception as problem:
        if ended := interruption(problem):
            raise ended from None
        asked = shown_path(options.instance) if options.instance else "--set " + " ".join(options.set)[:100]
        raise WrongInput(
            f"{asked} gives no instance of {options.id[0]}: {type(problem).__name__}: {str(problem)[:200]}",
            hint="give a counterexample of --json" if options.instance else "see python -m verify show",
            kind="bad_instance",
        ) from problem


def check_settings(claim: Claim, settings: Iterable[tuple[str, Any]]) -> None:
    """Refuse a setting of another type than its default, and a number that no instance can have.

    Raises:
        WrongInput: it says what is wanted.
    """
    for key, value in settings:
        default = 0.5 if key == "scale" else claim.settings.get(key)
        if default is None:
            continue  # named as unknown where it is used
        if isinstance(default, float):
            fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
            wanted = "a number from 0 to 1"
        elif type(default) is int:
            fits, wanted = type(value) is int and 0 <= value <= MAX_SETTING, f"a whole number from 0 to {MAX_SETTING:,}"
        else:
            fits = type(value) is type(default)
            wanted = "true or false" if isinstance(default, bool) else "a word"
        if not fits:
            shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:60] + "…"
            raise WrongInput(f"--set {key} is {shown}", hint=f"give {wanted}", kind="bad_setting")


def check_recorded(instance: Instance | None, claim: Claim, settings: Iterable[tuple[str, Any]]) -> None:
    """A file cannot start an experiment: one that is not on record is run only if the options ask for it, too.

    Raises:
        WrongInput: they do not.
    """
    if instance is None or not {"experiment", "size", "seed"} <= set(instance) or "size" not in claim.settings:
        return
    asked = {**claim.settings, **dict(settings)}
    if any(instance[key] != asked[key] for key in ("size", "seed")):
        size, seed = (repr(instance[key])[:40] for key in ("size", "seed"))
        raise WrongInput(
            f"the instance is a run of {str(instance['experiment'])[:40]} in size {size} with seed {seed}, which would "
            "have to be made first",
            hint=f"pass --set size={size} --set seed={seed} as well",
            kind="bad_instance",
        )


def setting(pair: str) -> tuple[str, Any]:
    """The key and the value of ``--set key=value``; a value that is no JSON is a word.

    >>> setting("num_samples=50"), setting("size=smoke")
    (('num_samples', 50), ('size', 'smoke'))
    """
    key, equals, value = pair.partition("=")
    if not equals:
        raise WrongInput(f"--set {pair[:100]!r} has no =", hint="write --set key=value", kind="usage")
    try:
        return key, parse_json(value.encode(errors="replace"), key)
    except WrongInput:
        return key, value


def read_instance(path: str) -> Instance:
    """The instance in a file: itself, a counterexample, a claim's evidence, or the whole document of ``run``.

    Raises:
        WrongInput: there is none; Missing: the file cannot be read.
    """
    document = read_json_file(path, kind="bad_instance")
    if not isinstance(document, dict):
        raise WrongInput(
            f"{shown_path(path)} holds no instance", hint="give a counterexample of --json", kind="bad_instance"
        )
    claims = document.get("claims")
    if isinstance(claims, list) and len(claims) == 1 and isinstance(claims[0], dict):  # the whole document of run
        document = claims[0]
    inner = document.get("counterexample") or document
    return inner.get("instance", inner) if isinstance(inner, dict) else document
