"""What an experiment is, and the list of all of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from ..shell import WrongInput
from .options import SomeOptions

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

    from .run import Run

SIZES = ("smoke", "laptop", "paper")
OUTCOMES = ("agrees", "contradicts", "undecided")

SomeMeasured = TypeVar("SomeMeasured")  # what it measured: its own TypedDict

# Numbers that were measured: an array; lists of lists, with nan as text, once they were written and read.
Values: TypeAlias = "np.ndarray | list[Any]"
# What JSON can say, or becomes it by `tidy_numbers`.
Plain: TypeAlias = "bool | int | float | str | np.ndarray | np.generic | Sequence[Plain] | Mapping[str, Plain] | None"
Numbers: TypeAlias = "dict[str, Plain]"


@dataclass(frozen=True)
class Outcome:
    """What a check says of one run.

    Attributes:
        outcome: ``agrees``, ``contradicts`` or ``undecided``.
        measured: the numbers it was decided on, with tolerances.
        reason: what contradicts, or why nothing was decided.
    """

    outcome: str
    measured: Numbers
    reason: str = ""

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"outcome {self.outcome!r} is none of {OUTCOMES}")
        if self.outcome != "agrees" and not self.reason:
            raise ValueError("an outcome that does not agree says why")


@dataclass(frozen=True)
class Check(Generic[SomeMeasured]):
    """A statement of a paper, decided on what an experiment measured.

    Attributes:
        claim: its id in the list of claims, such as ``T2-18``, or ``""`` for a caption that has none.
        name: unique in the experiment.
        statement: as printed, with where.
        decide: from the measured data alone.
        against: what would contradict it, in words.
    """

    claim: str
    name: str
    statement: str
    decide: Callable[[SomeMeasured], Outcome]
    against: str = ""

    def given(self, *needs: Callable[[SomeMeasured], str]) -> Check[SomeMeasured]:
        """The same, undecided where there is no evidence.

        Args:
            needs: each says why there is none, or ``""``; the first that does is the reason.
        """

        def decided(measured: SomeMeasured) -> Outcome:
            found = self.decide(measured)
            why = next(filter(None, (need(measured) for need in needs)), "")
            return replace(found, outcome="undecided", reason=why) if why else found

        return replace(self, decide=decided)


def states(
    claim: str, name: str, statement: str, *needs: Callable[[SomeMeasured], str], against: str = ""
) -> Callable[[Callable[[SomeMeasured], Outcome]], Check[SomeMeasured]]:
    """Declare a check where it is decided; see :meth:`Check.given` for what it needs."""
    return lambda decide: Check(claim, name, statement, decide, against).given(*needs)


@dataclass(frozen=True)
class Experiment(Generic[SomeOptions, SomeMeasured]):
    """One experiment of the papers.

    Attributes:
        id: such as ``E02``; title; source: the paper and its figures in words.
        sizes: by size its options.
        run: trains and probes; returns plain data, from which figures are drawn and checks decided.
        figures: by the paper's number, such as ``T2-3``, what draws it.
        checks: the statements that it supports.
        choices: what the paper leaves open and we chose, in words.
        why_undecided: one sentence where the size ``laptop`` decides less than half of the statements.
        not_built: why it is in the list only.
    """

    id: str
    title: str
    source: str
    sizes: Mapping[str, SomeOptions] = field(default_factory=dict)
    run: Callable[[Run[SomeOptions]], SomeMeasured] | None = None
    figures: Mapping[str, Callable[[SomeMeasured], Figure]] = field(default_factory=dict)
    checks: tuple[Check[SomeMeasured], ...] = ()
    choices: str = ""
    why_undecided: str = ""
    not_built: str = ""

    @property
    def claims(self) -> list[str]:
        """Ids of the claims that its checks speak of."""
        return sorted({check.claim for check in self.checks if check.claim})

    def options(self, size: str, changes: Mapping[str, str] | None = None) -> SomeOptions:
        """The options of a size, with changes given as text and read as the type of the default.

        Raises:
            WrongInput: an unknown size or key (the nearest is named), or a value of another type.
        """
        if self.not_built:
            raise WrongInput(f"{self.id} is not built yet: {self.not_built}", kind="not_built")
        if size not in self.sizes:
            raise WrongInput(f"{self.id} has no size {size!r}", hint=" or ".join(self.sizes), kind="unknown_size")
        return self.sizes[size].changed(changes or {}, self.id)


AnyExperiment: TypeAlias = "Experiment[Any, Any]"


@cache
def experiments() -> dict[str, AnyExperiment]:
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


def find_experiment(name: str) -> AnyExperiment:
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


def find_figure(name: str) -> tuple[AnyExperiment, str]:
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
