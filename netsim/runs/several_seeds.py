"""What several seeds say together: one rule, for the gallery, the command and the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from ..shell import WrongInput
from .experiment import Numbers, Outcome
from .margins import Margin, margins_over_seeds
from .results import Result


class OverSeeds(TypedDict):
    """A check, decided on several seeds together."""

    claim: str
    name: str
    statement: str
    outcome: str
    reason: str
    seeds: list[int]
    by_seed: list[str]
    agree: int
    contradict: int
    undecided: int
    margins: dict[str, Margin]


def over_seeds(found: Mapping[int, Outcome]) -> Outcome:
    """The outcome of one check over its seeds: what all of them say; undecided where they differ.

    Args:
        found: by seed.

    Returns:
        that of the only seed as it is; of several with the numbers of the first, and the others under ``other_seeds``.

    Raises:
        ValueError: there is no seed.

    >>> yes, no = Outcome("agrees", {}), Outcome("contradicts", {}, "it rises")
    >>> over_seeds({0: yes, 1: yes, 2: yes}).outcome
    'agrees'
    >>> over_seeds({0: yes, 1: no, 2: yes}).reason
    'differs between seeds: 2 agree, 1 contradict, 0 undecided; seed 1: it rises'
    """
    if not found:
        raise ValueError("no seed was run")
    seeds = list(found)
    first = found[seeds[0]]
    if len(seeds) == 1:
        return first
    outcome, reason = _together({seed: (each.outcome, each.reason) for seed, each in found.items()})
    numbers: Numbers = {"seeds": seeds, "outcomes": [each.outcome for each in found.values()], **first.measured}
    numbers["other_seeds"] = {str(seed): found[seed].measured for seed in seeds[1:]}
    return Outcome(outcome, numbers, reason)


def _together(found: Mapping[int, tuple[str, str]]) -> tuple[str, str]:
    """Outcome and reason, from those by seed."""
    outcomes = [outcome for outcome, _ in found.values()]
    reasons = {seed: reason for seed, (_, reason) in found.items() if reason}
    same = len(reasons) == len(found) and len(set(reasons.values())) == 1
    why = next(iter(reasons.values())) if same else "; ".join(f"seed {seed}: {why}" for seed, why in reasons.items())
    if len(set(outcomes)) == 1:
        return outcomes[0], why
    agree, contradict, undecided = (outcomes.count(each) for each in ("agrees", "contradicts", "undecided"))
    counts = f"{agree} agree, {contradict} contradict, {undecided} undecided"
    return "undecided", f"differs between seeds: {counts}; {why}"


def outcomes_over_seeds(results: Sequence[Result]) -> list[OverSeeds]:
    """Every check of an experiment over the runs of several seeds, in the order of the first.

    Raises:
        WrongInput: the runs are not of one experiment, size and options, or two have the same seed.
    """
    check_seeds(results)
    checks = [{check["name"]: check for check in result["checks"]} for result in results]
    if any(set(each) != set(checks[0]) for each in checks):
        raise WrongInput("the runs were decided by different checks", hint="publish them again", kind="bad_record")
    seeds, rows = [result["seed"] for result in results], list[OverSeeds]()
    for name, first in checks[0].items():
        of_seeds = [each[name] for each in checks]
        outcomes = [each["outcome"] for each in of_seeds]
        found = zip(seeds, ((each["outcome"], each["reason"]) for each in of_seeds), strict=True)
        outcome, reason = _together(dict(found)) if len(seeds) > 1 else (first["outcome"], first["reason"])
        decided = any(each != "undecided" for each in outcomes)  # else there is nothing that could be fragile
        rows.append(
            {
                "claim": first["claim"],
                "name": name,
                "statement": first["statement"],
                "outcome": outcome,
                "reason": reason,
                "seeds": seeds,
                "by_seed": outcomes,
                "agree": outcomes.count("agrees"),
                "contradict": outcomes.count("contradicts"),
                "undecided": outcomes.count("undecided"),
                "margins": margins_over_seeds([each["measured"] for each in of_seeds]) if decided else {},
            }
        )
    return rows


def check_seeds(results: Sequence[Result]) -> None:
    """Refuse runs that are not the same but for the seed.

    Raises:
        WrongInput: it says what differs.
    """
    if not results:
        raise WrongInput("there is no run", hint="give a seed", kind="bad_seeds")
    for key in ("experiment", "size", "options", "device"):
        if any(result[key] != results[0][key] for result in results):
            raise WrongInput(f"the runs differ in their {key}", hint="only the seed may differ", kind="bad_seeds")
    seeds = [result["seed"] for result in results]
    if len(set(seeds)) < len(seeds):
        raise WrongInput(f"a seed is there twice: {seeds}", hint="give each once", kind="bad_seeds")
