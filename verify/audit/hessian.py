"""The Hessian at the given weights as an audit tells it, from what :func:`verify.curvature` found."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature

from algebraic.shell import WrongInput, shown_value

from ..subject import Options
from .found import CurvatureFound

KEPT = (
    "rank", "rank_status", "rank_because", "negative", "trivial_directions", "whole", "enclosures", "enclosed",
    "hessian_error", "method", "cut",
)  # fmt: skip
ARGUMENTS = ("loss", "samples", "seed", "timeout", "device")
NOT_ASKED = "it was not asked for: --curvature, or curvature=verify.curvature in Python"
Hessian = Callable[[], CurvatureFound]


def check_curvature(given: object) -> None:
    """Refuse what cannot be called as :func:`verify.curvature` is.

    Raises:
        WrongInput: it is no function, or one of other arguments.
    """
    try:
        signature(given).bind(None, None, None, **dict.fromkeys(ARGUMENTS))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        hint = "give the function verify.curvature, or None"
        raise WrongInput(f"curvature is {shown_value(given)}", hint=hint, kind="bad_curvature") from None


def at_weights(hessian: Hessian | None) -> Options:
    """The keys of the curvature's document that an audit has, ``largest`` and ``lowest`` of its intervals among them.

    ``status`` is ``found``, ``not_asked`` or ``refused``, the latter two with ``because``.
    """
    if hessian is None:
        return {"status": "not_asked", "because": NOT_ASKED}
    try:
        found = hessian()
    except WrongInput as problem:
        return {"status": "refused", "because": problem.message}
    document = found.as_dict()
    intervals = document["eigenvalues"]
    ends = {"largest": intervals[0] if intervals else None, "lowest": intervals[-1] if intervals else None}
    return {"status": "found", "sentences": document["sentences"], **{key: document[key] for key in KEPT}, **ends}
