"""Claims about training: decided on what an experiment of ``netsim`` measured.

An instance names an experiment, one of its checks, a size and a seed. The committed records (size ``laptop``, seed 0)
are read, so that no torch is needed and ``pytest verify/`` takes no time; any other size or seed is run. A check that
agrees or contradicts does so for these images and these networks: the evidence is statistical.
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from algebraic.errors import Missing

from .claims import Claim, Variant
from .evidence import Finding, Instance

Measured = dict[str, Any]
SETTINGS = {"size": "laptop", "seed": 0}


def draw(name: str, stream: np.random.Generator, settings: dict[str, Any]) -> Instance:
    """The checks of a claim in turn, each an instance of its own."""
    checks = checks_of(name)
    experiment, check = checks[round(settings["scale"] * (len(checks) - 1))]
    return {"experiment": experiment, "check": check, "size": settings["size"], "seed": settings["seed"]}


@cache
def checks_of(name: str) -> list[tuple[str, str]]:
    """(experiment, check) of every check that speaks of a claim."""
    from netsim.experiment import experiments

    return [(e.id, check.name) for e in experiments().values() for check in e.checks if check.claim == name]


def decide(instance: Instance, change: Callable[[Measured], None] | None = None) -> Finding:
    """The outcome of a check as a finding; ``change`` spoils the measured data first, for planted falsehoods."""
    from netsim.experiment import find_experiment

    experiment = find_experiment(instance["experiment"])
    check = next(check for check in experiment.checks if check.name == instance["check"])
    measured = measured_by(experiment.id, instance["size"], instance["seed"])
    if change is not None:
        measured = copy.deepcopy(measured)
        change(measured)
    outcome = check.decide(measured)
    holds = {"agrees": True, "contradicts": False, "undecided": None}[outcome.outcome]
    place = f"{experiment.id}, {instance['size']}, {check.name}"
    reason = f"{place}: {outcome.reason}" if outcome.reason else ""
    return Finding(holds, "statistical", {"statement": check.statement, **_plain(outcome.measured)}, reason)


@cache
def measured_by(experiment: str, size: str, seed: int) -> Measured:
    """What an experiment measured: from its committed record, or by running it now.

    Raises:
        Missing: it has to be run, and torch is not installed.
    """
    path = records() / f"{experiment}-{size}.json"
    if path.is_file():
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["seed"] == seed:
            measured: Measured = record["measured"]
            return measured
    return _run(experiment, size, seed)


def records() -> Path:
    """The folder of committed records: in the checkout, or in the installed package."""
    package = Path(str(files("netsim")))
    in_checkout = package.parent / "docs" / "results" / "netsim"
    return in_checkout if in_checkout.is_dir() else package / "results"


def _run(experiment: str, size: str, seed: int) -> Measured:
    from netsim.errors import NetsimError
    from netsim.experiment import find_experiment
    from netsim.session import execute, make_spec

    found = find_experiment(experiment)
    spec = make_spec(found, size, found.options(size), seed, "cpu")
    try:
        with tempfile.TemporaryDirectory() as folder:
            measured: Measured = execute(found, spec, Path(folder), executor="here")["measured"]
            return measured
    except NetsimError as problem:
        raise Missing(problem.message, hint=problem.hint, kind=problem.kind) from problem


def _plain(measured: dict[str, Any]) -> dict[str, Any]:
    from netsim.records import tidy_numbers

    tidy: dict[str, Any] = tidy_numbers(measured)
    return tidy


def trained_claim(
    name: str, *, spoil: dict[str, tuple[str, Callable[[Measured], None], str]], **fields: Any
) -> Claim:
    """A claim whose instances are the checks of experiments.

    Args:
        spoil: planted falsehoods: by name the statement, what it does to the measured data of every experiment of the
            claim, and words that the reason of the refutation must contain.
    """

    def spoiled(change: Callable[[Measured], None]) -> Callable[[Instance], Finding]:
        return lambda instance: decide(instance, change)

    return Claim(
        id=name,
        draw=lambda stream, settings: draw(name, stream, settings),
        decide=decide,
        planted=tuple(
            Variant(label, statement, spoiled(change), because) for label, (statement, change, because) in spoil.items()
        ),
        settings=dict(SETTINGS),
        num_instances=max(1, len(checks_of(name))),
        size=lambda instance: len(instance["experiment"] + instance["check"]),
        **fields,
    )
