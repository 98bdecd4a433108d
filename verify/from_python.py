"""What Python may ask for: the claims, and the decision of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from algebraic.shell import Budget, WrongInput, __version__, check_seed, check_whole, check_word, shown_value

from .catalogue import find_claim, registry
from .claims import Claim
from .evidence import Evidence
from .jobs import MAX_INSTANCES, PROFILES, decide_all

__all__ = ["__version__", "list_claims", "run_claim"]


def list_claims() -> list[Claim]:
    """All claims of the four papers that can be decided, in the papers' order.

    >>> [claim.id for claim in list_claims()][:3]
    ['T2-01', 'T2-02', 'T2-03']
    """
    return list(registry().values())


def run_claim(
    name: str | Claim,
    *,
    seed: int = 0,
    instances: int | None = None,
    profile: str = "fast",
    drop: str | None = None,
    settings: Mapping[str, Any] | None = None,
    timeout: float | None = None,
) -> Evidence:
    """Decide a claim on random instances, as ``python -m verify run`` does.

    Args:
        name: the claim's id, such as ``T3-14``, or what ``list_claims`` has.
        seed: of the instances.
        instances: how many; the profile's number by default.
        profile: ``fast`` or ``thorough``, with ten times the instances.
        drop: a hypothesis that the instances are to violate.
        settings: options of the claim.
        timeout: wall time in seconds.

    Raises:
        WrongInput: an unknown claim, profile, hypothesis or setting; what is no seed or number.
        OutOfBudget: the time is over.

    >>> run_claim("T3-14", instances=3).verdict
    'misprint'
    """
    seed = check_seed(seed)
    claim = _claim(name)
    if not isinstance(profile, str) or profile not in PROFILES:
        raise WrongInput(f"a profile {shown_value(profile)}", hint=f"one of {', '.join(PROFILES)}", kind="usage")
    if instances is not None:
        instances = check_whole("instances", instances, 1, MAX_INSTANCES)
    if drop is not None:
        check_word("drop", drop, "enough samples")
    if settings is not None and not isinstance(settings, Mapping):
        raise WrongInput(f"settings is {shown_value(settings)}", hint="give a mapping by name", kind="bad_settings")
    options: dict[str, Any] = {"seed": seed, "drop": drop, "settings": settings, "budget": Budget(timeout)}
    [found] = decide_all([claim.id], profile=profile, instances=instances, **options)
    return found


def _claim(name: object) -> Claim:
    """By its id, or itself: one that was changed is none that has been declared."""
    if isinstance(name, Claim) and registry().get(name.id) is name:
        return name
    if not isinstance(name, str):
        hint = "give its id, such as T3-14, or a claim of list_claims()"
        raise WrongInput(f"a claim {shown_value(name)}", hint=hint, kind="unknown_claim")
    return find_claim(name)
