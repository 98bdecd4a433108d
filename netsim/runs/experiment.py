"""What an experiment is, and the list of all of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from ..shell import WrongInput

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .run import Run

SIZES = ("smoke", "laptop", "paper")
OUTCOMES = ("agrees", "contradicts", "undecided")

Measured = dict[str, Any]  # plain JSON data


@dataclass(frozen=True)
class Outcome:
    """What a check says of one run.

    Attributes:
        outcome: ``agrees``, ``contradicts`` or ``undecided``.
        measured: the numbers it was decided on, with tolerances.
        reason: what contradicts, or why nothing was decided.
    """

    outcome: str
    measured: dict[str, Any]
    reason: str = ""

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"outcome {self.outcome!r} is none of {OUTCOMES}")
        if self.outcome != "agrees" and not self.reason:
            raise ValueError("an outcome that does not agree says why")


@dataclass(frozen=True)
class Check:
    """A statement of a paper, decided on what an experiment measured.

    Attributes:
        claim: its id in the list of claims, such as ``T2-18``, or ``""`` for a caption that has none.
        name: unique in the experiment.
        statement: as printed, with where.
        decide: from the measured data alone.
    """

    claim: str
    name: str
    statement: str
    decide: Callable[[Measured], Outcome]


@dataclass(frozen=True)
class Experiment:
    """One experiment of the papers.

    Attributes:
        id: such as ``E02``; title; source: the paper and its figures in words.
        sizes: by size its options, each with its default value; all sizes have the same keys.
        run: trains and probes; returns plain data, from which figures are drawn and checks decided.
        figures: by the paper's number, such as ``T2-3``, what draws it.
        checks: the statements that it supports.
        work: sample passes (models × epochs × samples) of a run with these options, for the progress.
        choices: what the paper leaves open and we chose, in words.
        not_built: why it is in the list only.
    """

    id: str
    title: str
    source: str
    sizes: dict[str, dict[str, Any]] = field(default_factory=dict)
    run: Callable[[Run], Measured] | None = None
    figures: dict[str, Callable[[Measured], Figure]] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    work: Callable[[dict[str, Any]], int] = lambda options: 0
    choices: str = ""
    not_built: str = ""

    @property
    def claims(self) -> list[str]:
        """Ids of the claims that its checks speak of."""
        return sorted({check.claim for check in self.checks if check.claim})

    def options(self, size: str, changes: dict[str, str] | None = None) -> dict[str, Any]:
        """The options of a size, with changes given as text and read as the type of the default.

        Raises:
            WrongInput: an unknown size or key (the nearest is named), or a value of another type.
        """
        if self.not_built:
            raise WrongInput(f"{self.id} is not built yet: {self.not_built}", kind="not_built")
        if size not in self.sizes:
            raise WrongInput(f"{self.id} has no size {size!r}", hint=" or ".join(self.sizes), kind="unknown_size")
        options = dict(self.sizes[size])
        for key, text in (changes or {}).items():
            if key not in options:
                near = get_close_matches(key, options, n=1, cutoff=0.4)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(options)}"
                raise WrongInput(f"{self.id} has no option {key!r}", hint=hint, kind="unknown_key")
            options[key] = _read(key, text, options[key])
        return options


def _read(key: str, text: str, default: Any) -> Any:
    """Text as a value of the default's type; lists are written with commas."""
    try:
        if isinstance(default, bool):
            return {"true": True, "false": False}[text.lower()]
        if isinstance(default, list):
            kind = type(default[0]) if default else str
            return [kind(part) for part in text.split(",") if part]
        return type(default)(text)
    except (ValueError, KeyError) as problem:
        raise WrongInput(
            f"{key}={text} is not of the kind of its default, {default!r}", kind="wrong_value"
        ) from problem


@cache
def experiments() -> dict[str, Experiment]:
    """All experiments by id: ``EXPERIMENT`` of every module in :mod:`netsim.experiments`.

    >>> list(experiments())[0]
    'E01'
    """
    package = importlib.import_module("netsim.experiments")
    found = {}
    for name in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        module = importlib.import_module(f"netsim.experiments.{name}")
        if hasattr(module, "EXPERIMENT"):
            found[module.EXPERIMENT.id] = module.EXPERIMENT
    return dict(sorted(found.items()))


def find_experiment(name: str) -> Experiment:
    """The experiment of this id; E2 is E02.

    Raises:
        WrongInput: there is none; the nearest is named.
    """
    known, wanted = experiments(), name.upper()
    padded = f"E{wanted[1:]:0>2}" if wanted.startswith("E") else wanted
    if padded in known:
        return known[padded]
    near = get_close_matches(wanted, known, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else "see `python -m netsim list`"
    raise WrongInput(f"no experiment {name!r}", hint=hint, kind="unknown_experiment")


def find_figure(name: str) -> tuple[Experiment, str]:
    """The experiment that draws a figure of a paper, and the figure's name as it spells it.

    Raises:
        WrongInput: no experiment draws it; the nearest is named.
    """
    drawn = {figure: experiment for experiment in experiments().values() for figure in experiment.figures}
    if name.upper() in drawn:
        return drawn[name.upper()], name.upper()
    near = get_close_matches(name.upper(), drawn, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else "see `python -m netsim list`"
    raise WrongInput(f"no experiment draws figure {name!r}", hint=hint, kind="unknown_figure")
