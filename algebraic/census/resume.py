"""To go on from a file: the fibres of an earlier result, as far as they are what they were and solve the equations."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import flint
import numpy as np

from ..engines import package_version
from ..ideals import Branch
from ..networks import factory_used
from ..proofs import BallSystem, enclose
from ..shell import ROLE_RESUME, UNLIMITED, Budget, OutOfBudget, WrongInput, random_stream
from ..systems import Family, complex_normal
from ..tracking import Fibre, FibreRecord, polish
from .tallies import RealCounts, Tally

EARLIER = "give an earlier result, or its document"
FORMAT = 1  # raised when fibres of before are of no use
NEARLY = 1e-8  # the size, relative to a point, of a Newton correction that a solution may have
AWAY, BACK = 1e-4, 1e-7  # relative: so far it is moved, and so near Newton's method must bring it in three steps
ZERO = 1e-12  # of the largest weight: a smaller one is zero


def keep(fibres: Sequence[Fibre], question: Any, factory: str | None = None) -> list[FibreRecord]:
    """Fibres as plain data, each with a digest of all that it belongs to.

    Args:
        factory: what made the network, where that was code of the user (:func:`algebraic.networks.factory_used`).
    """
    records = [fibre.as_dict() for fibre in fibres]
    return [{**record, "sha256": _digest(record, question, k, factory)} for k, record in enumerate(records)]


def take_up(document: Any, question: Any, factory: str | None = None) -> tuple[list[Fibre | None], list[str]]:
    """The fibres in an earlier document, ``None`` for each that is damaged, foreign or of another version; and notes.

    Args:
        factory: as in :func:`keep`, of now. What the document names is compared, and never run.

    Raises:
        WrongInput: it is no such document, it is about another question, or its network was made by other code.
    """
    asked = json.loads(json.dumps(question))
    try:
        different = [key for key, value in asked.items() if document[key] != value]
        records = document["fibres"] or []
    except (KeyError, TypeError, IndexError) as problem:
        raise WrongInput(f"this is no result to go on from: {problem}", hint=EARLIER, kind="bad_resume") from None
    if not isinstance(records, list):
        cause = f"fibres is {type(records).__name__}, not a list"
        raise WrongInput(f"this is no result to go on from: {cause}", hint=EARLIER, kind="bad_resume")
    if different:
        raise WrongInput(
            f"the earlier result has other {', '.join(different)}",
            hint="give the network, data and system that it was made with",
            kind="bad_resume",
        )
    options = document.get("options")
    earlier = factory_used(options) if isinstance(options, dict) else None
    if earlier != factory:
        raise WrongInput(
            f"the network of the earlier result was made by {earlier or 'no code of a user'}, and this one by "
            f"{factory or 'none'}",
            hint="give the same --network MODULE:FUNCTION again, its source as it was",
            kind="bad_resume",
        )
    fibres, notes = list[Fibre | None](), []
    for k, record in enumerate(records):
        try:
            content = {key: value for key, value in record.items() if key != "sha256"}
            whole = record.get("sha256") == _digest(content, question, k, factory)
            fibres.append(Fibre.from_dict(record) if whole else None)
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
            fibres.append(None)
        if fibres[-1] is None:
            notes.append(f"fibre {k + 1} was searched again: it is damaged, or from another run or version")
    return fibres, notes


def keep_reals(counts: RealCounts, question: Any, factory: str | None = None) -> dict[str, Any]:
    """Real counts that were cut short, with the digest by which they are known again."""
    record = counts.as_dict()
    return {**record, "sha256": _digest(record, question, -1, factory)}


def take_up_reals(document: Any, question: Any, factory: str | None = None) -> tuple[Tally | None, list[str]]:
    """Real counts of an earlier document that :func:`take_up` has accepted; and notes."""
    said = document.get("real_counts")
    if not isinstance(said, dict) or "sha256" not in said:
        return None, []
    try:
        record = {key: value for key, value in said.items() if key != "sha256"}
        if said["sha256"] == _digest(record, question, -1, factory):
            return Tally.from_dict(record), []
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
        pass
    return None, ["real solutions were counted from the beginning: what is there is damaged, or of another version"]


def usable(
    branches: Sequence[Branch], fibres: Sequence[Fibre | None], budget: Budget = UNLIMITED
) -> tuple[list[Fibre | None], list[str]]:
    """The fibres that solve the equations of their branches, ``None`` for the others; and notes.

    Solutions are regular, no two of them are the same or images of each other, and each belongs to its own branch.
    """
    found = list[Fibre | None](fibres[: len(branches)])
    notes = []
    for k, (branch, fibre) in enumerate(zip(branches, fibres, strict=False)):
        flaw = None if fibre is None else _flaw(branch, fibre, budget)
        if flaw:
            found[k] = None
            notes.append(f"fibre {k + 1} was searched again: {flaw}")
    return found, notes


def _flaw(branch: Branch, fibre: Fibre, budget: Budget) -> str | None:
    """Why these cannot be solutions of a generic member of the family."""
    family = branch.family
    if not branch.support:  # nothing is taken from it
        return None
    shapes = fibre.points.shape[:1] == (family.num_unknowns,) and fibre.parameters.shape == (family.num_parameters,)
    if not shapes or not fibre.points.size:
        return "it is of another size"
    if fibre.multiplicity != (1 if fibre.by_coordinates else branch.group.order):
        return f"its classes have {branch.group.order} points, not {fibre.multiplicity}"
    if not np.isfinite(fibre.points).all() or not np.isfinite(fibre.parameters).all():
        return "it has numbers that are not finite"
    with np.errstate(all="ignore"):
        near, correction = polish(family, fibre.points, fibre.parameters[:, None])
        moved = np.linalg.norm(near - fibre.points, axis=0) / np.linalg.norm(near, axis=0)
    size = fibre.points.shape[1]
    wrong = int((~((correction < NEARLY) & (moved < NEARLY))).sum())
    if wrong:
        return f"{wrong} of its {size} points do not solve the equations"
    system, unclear = _Member(branch, fibre.parameters), np.flatnonzero(~_attracts(family, fibre.parameters, near))
    try:
        singular = sum(not system.has_solution(near[:, k], budget) for k in unclear)
    except OutOfBudget:
        return f"there was no time to prove {len(unclear)} of its {size} points"
    if singular:
        return f"{singular} of its {size} points are singular, or nearly so"
    if ("ridge", 0) in dict(family.parameters) and (abs(near) < ZERO * abs(near).max(axis=0)).any():
        return "points in it have a zero where its branch has none"
    if fibre.classes(family).place(near)[1] < fibre.points.shape[1]:  # what is nearly a solution is one of them
        return "points in it are the same"
    return None


def _attracts(family: Family, parameters: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Which points Newton's method finds again from nearby, as fast as it does where the Jacobian is regular.

    The error is squared in each step there, and near a singular solution it is halved at best.
    """
    away = points * (1 + AWAY * complex_normal(random_stream(0, ROLE_RESUME, 0), points.shape))
    with np.errstate(all="ignore"):
        back, _ = polish(family, away, parameters[:, None])
        return np.linalg.norm(back - points, axis=0) < BACK * np.linalg.norm(points, axis=0)


class _Member(BallSystem):
    """A member of the family of a branch whose parameters are floats, in the weights that are not zero."""

    def __init__(self, branch: Branch, parameters: np.ndarray) -> None:
        self._branch, self._floats = branch, parameters

    def evaluate(self, w: Sequence[flint.acb]) -> tuple[flint.acb_mat, flint.acb_mat]:
        p = self._branch.exact_parameters(self._floats)
        residuals, slopes, _ = self._branch.move_exactly(w, p, p)
        return residuals, slopes

    def residuals(self, w: Sequence[flint.acb]) -> flint.acb_mat:
        return self.evaluate(w)[0]

    def has_solution(self, point: np.ndarray, budget: Budget) -> bool:
        """Whether a box near the point holds exactly one solution, and so a regular one."""
        budget.check("the points of an earlier result were being proved")
        support = self._branch.support
        weights = self._branch.embed(point[:, None])[support, 0].tolist()
        box = enclose(self, weights, self._branch.units[support])
        return box is not None


def _digest(record: Any, question: Any, index: int, factory: str | None = None) -> str:
    made_by = [f"{package_version('zerolocus')}, format {FORMAT}", *([factory] if factory else [])]
    return hashlib.sha256(json.dumps([*made_by, question, index, record], sort_keys=True).encode()).hexdigest()
