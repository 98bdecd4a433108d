"""The documents of a run, as they are written: what determines it, where it was computed, what came of it."""

from __future__ import annotations

from typing import Any, TypedDict


class Environment(TypedDict):
    """Versions, device, and how the work was spread."""

    python: str
    libraries: dict[str, str]
    device: str
    device_name: str
    executor: str
    jobs: int


class Decision(TypedDict):
    """A check with its outcome."""

    claim: str
    name: str
    statement: str
    outcome: str
    measured: Any  # the numbers that it was decided on
    reason: str


class SpecDocument(TypedDict):
    """``spec.json``: everything that determines the numbers."""

    experiment: str
    size: str
    options: dict[str, Any]
    seed: int
    device: str


class Result(SpecDocument):
    """``result.json``, and a published record."""

    title: str
    source: str
    run_id: str
    environment: Environment
    seconds: float  # of the last session
    cpu_seconds: float  # of all the work
    sample_passes: int
    notes: list[str]
    measured: Any  # as the experiment's own type says, with lists for arrays
    checks: list[Decision]
    figures: list[str]


class Listed(SpecDocument):
    """One folder of a list of runs."""

    folder: str
    state: str
    pieces: int
