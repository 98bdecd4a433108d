"""The registry: all claims that are declared in the modules of :mod:`verify.checks`."""

from __future__ import annotations

import importlib
import pkgutil
from difflib import get_close_matches
from functools import cache

from algebraic.shell import WrongInput

from .claims import Claim
from .declare import Declaration


@cache
def registry() -> dict[str, Claim]:
    """All claims by id, declared in the modules of :mod:`verify.checks`.

    >>> registry()["T3-14"].source
    'T3 §6.2.2, eq. (14)'
    """
    found: dict[str, Claim] = {}
    package = importlib.import_module("verify.checks")
    for module in sorted(m.name for m in pkgutil.walk_packages(package.__path__, "verify.checks.") if not m.ispkg):
        declared = [each for each in vars(importlib.import_module(module)).values() if isinstance(each, Declaration)]
        for claim in (each.claim() for each in declared):
            if claim.id in found:
                raise ValueError(f"{claim.id} is registered twice")
            found[claim.id] = claim
    return dict(sorted(found.items(), key=lambda item: _order(item[0])))


def _order(name: str) -> tuple[int, int]:
    paper, _, number = name.partition("-")
    return ("T2", "T3", "NMH", "C18").index(paper), int(number)


def find_claim(name: str) -> Claim:
    """The claim of this id, in capitals or not.

    Raises:
        WrongInput: there is none; the nearest is named.
    """
    claims = registry()
    if name.upper() in claims:
        return claims[name.upper()]
    near = get_close_matches(name.upper(), claims, n=1, cutoff=0.4)
    raise WrongInput(
        f"there is no claim {name!r}",
        hint=f"did you mean {near[0]}?" if near else "see python -m verify list",
        kind="unknown_claim",
    )
