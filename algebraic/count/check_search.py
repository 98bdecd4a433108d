"""The part of a check that follows the search: bounds, routes, the judgement, the parts of a critical set."""

from __future__ import annotations

import re
from typing import Any

from ..bounds import bkk_with_proof
from ..census import (
    COMPLETE,
    Judged,
    Notes,
    Route,
    bkk_route,
    compare_bound,
    index_sum,
    is_claimed,
    name_parts,
    real_counts,
    status_of,
)
from ..documents import Findings, same
from ..ideals import CriticalProblem, NetworkProblem, Problem
from ..shell import Budget, HypothesesNotMet, OutOfBudget

AFTER = ("groebner", "strata", "real_counts")  # what can be cut short when the search is finished
NUMBER = "([0-9]{1,3}(?:,[0-9]{3})*)"
FORMS = {  # of the statements of routes that are not gone again, with the place of their number
    "monodromy": f"{NUMBER} classes of ([0-9]+) from {NUMBER} paths"
    "(?:; [0-9]+ further loops of all of them brought nothing new)?(?:, nor did [0-9]+ random instances)?",
    "second_seed": f"(?:another seed|a search at random inputs) found {NUMBER}, both together {NUMBER}"
    f"(?:; going on from these, {NUMBER})?((?:; {NUMBER} [^;0-9]+)*)",
    "trace": "(?:the sum of a probe value over the fibre (?:was not (?:looked at|recognised as a rational function)"
    "|is rational of degree ([0-9]+), to [0-9]e[-+][0-9]+"
    "(?:; without one of the classes it is not, [0-9]+ times|(; so it is) without one of the classes, [0-9]+ times of "
    f"[0-9]+)?)|{NUMBER} solutions did not arrive at random inputs, where their sum was to be looked at)"
    f"((?:; {NUMBER} [^;0-9]+)*)",
    "conjugation": "([0-9]+) conjugates of solutions had not been found: some may be missing still",
}


def check_bound(document: Any, problem: Problem, findings: Findings, budget: Budget) -> None:
    """The BKK bound, and the route that gives it."""
    routes = [route for route in document["routes"] if route["route"] == "bkk"]
    said = document["bkk"]
    if "interrupted" in document["cut_short"] and said is None:  # as earlier versions left it
        said = routes[0]["count"] if routes else None
    if len(routes) != 1 or routes[0]["count"] != said:
        findings.false(f"bkk is {said}, but its route says otherwise", "bkk")
        return
    if said is None:
        findings.left("routes: bkk")
        findings.proved("bkk")
        return
    bound, own = bkk_with_proof(problem.supports(), affine=True, budget=budget)
    findings.compare("bkk", said, bound)
    claimed = is_claimed(routes)  # where gfan is not there, what it claimed elsewhere is computed by our own code
    true = bkk_route(bound, claimed=claimed or not own)
    if routes[0]["supports"] is not None:  # in older documents it says nothing of the number
        true = compare_bound(true, document["count"])
    findings.compare("routes: bkk", routes[0], dict(true))
    if claimed or not own:
        rests = document["complex_count_status"] == "exact"
        findings.left("routes: bkk", "a mixed volume of gfan's, computed by it once more", rests=rests)


def check_routes(document: Any, problem: Problem, findings: Findings) -> None:
    """Every other route must say what its number says; the sum over the indices is computed again."""
    found, known = document["count"], {0}
    most = max((route["count"] or 0 for route in document["routes"] if route["route"] == "monodromy"), default=0)
    sums = _index_sums(document, problem)
    if [route for route in document["routes"] if route["route"] == "index_sum"] != sums:
        findings.false("the route index_sum is not the sum over the indices")
    for route in document["routes"]:
        name = route["route"]
        if name == "index_sum":
            findings.proved("routes: index_sum")
        elif name == "groebner":
            _groebner(route, found, findings)
        elif name != "bkk":
            wrong = _contradiction(route, known, most)
            if wrong:
                findings.false(f"the route {name} contradicts itself: {wrong}")
            if route["count"] is not None:
                known.add(route["count"])
            findings.left(f"routes: {name}")
    for name in ("groebner", "conjugation", "index_sum"):
        if sum(route["route"] == name for route in document["routes"]) > 1:
            findings.false(f"the route {name} is there twice")
    findings.proved("routes")


def _index_sums(document: Any, problem: Problem) -> list[Route]:
    if not isinstance(problem, CriticalProblem):
        return []
    complete = document["complex_count_status"] in COMPLETE
    return list(index_sum(problem, document["solutions"], len(document["suspected"]), complete=complete).routes)


def _contradiction(route: Route, known: set[int], most: int) -> str:
    """Where the number of a route and its statement differ.

    Args:
        known: numbers in routes before it.
        most: the largest number that monodromy found.
    """
    name, count, supports, statement = route["route"], route["count"], route["supports"], route["statement"]
    match = re.fullmatch(FORMS[name], statement)
    if match is None:
        return f"its statement is {statement[:80]!r}"
    groups = [text or None for text in match.groups()]
    numbers = [int(text.replace(",", "")) if text and text[0] != ";" else None for text in groups]
    if name == "monodromy":
        fits = count == (numbers[0] or 0) * (numbers[1] or 0) and (supports is None or (not supports and count < most))
    elif name == "second_seed":
        fits = count == (numbers[1] if numbers[2] is None else numbers[2]) and (numbers[1] or 0) >= (numbers[0] or 0)
        # It supports what both found, and where it left nothing open; where it brought something new, it refutes.
        agree = numbers[0] == numbers[1] == count and count in known
        fits = fits and (supports is False or (count in known if supports is None else agree and groups[3] is None))
    elif name == "trace":
        refuted = any(words in (groups[3] or "") for words in ("are there twice", "came from loops"))
        silent = numbers[0] is None or groups[1] or groups[3]
        fits = count in known and supports is (False if refuted else None if silent else True)
    else:
        fits = count is None and supports is False and bool(numbers[0])
    return "" if fits else f"{count}, supports {supports}: {statement[:80]!r}"


def _groebner(route: Route, found: int, findings: Findings) -> None:
    count, statement = route["count"], route["statement"]
    infinite = re.fullmatch("the set has dimension [1-9][0-9]* modulo two primes", statement)
    if count is not None:
        words, supports = f"{count} solutions with multiplicity modulo two primes", count == found
    elif infinite:
        words, supports = statement, False
    else:
        words, supports = statement, None
        if re.fullmatch("[0-9]+ solutions with multiplicity modulo two primes", statement):
            words = "no number of solutions"
    if statement != words or route["supports"] is not supports:
        findings.false(
            f"the route groebner contradicts itself: {count}, supports {route['supports']}: {statement!r:.100}"
        )
    findings.left("routes: groebner")


def check_judgement(document: Any, reals: int, findings: Findings) -> None:
    """Status, number and evidence follow from what was certified, the bound and the routes."""
    groebner = next((route for route in document["routes"] if route["route"] == "groebner"), None)
    finished = not set(document["cut_short"]) - set(AFTER)
    claimed = is_claimed(document["routes"])
    status, evidence = status_of(len(document["solutions"]), document["bkk"], groebner, finished, claimed=claimed)
    count = None if status == "infinite" else len(document["solutions"])
    findings.compare("real_count", document["real_count"], None if status == "infinite" else reals)
    if document["complex_count_evidence"]["kind"] == "split_units":
        return  # by the parts of the critical set
    findings.compare("complex_count", document["complex_count"], count)
    findings.compare("complex_count_status", document["complex_count_status"], status)
    if not same(document["complex_count_evidence"], evidence):
        findings.compare("complex_count_evidence", document["complex_count_evidence"], evidence)
    elif evidence["kind"] == "groebner":
        findings.left("complex_count_evidence", "an engine's Gröbner bases, and the answer rests on them", rests=True)
    else:
        findings.proved("complex_count_evidence")


def check_parts(document: Any, problem: Problem, findings: Findings, budget: Budget) -> None:
    """The parts of a critical set, by the same censuses of smaller networks."""
    said = document["strata"]
    judged = Judged(
        complex_count=document["complex_count"],
        status=_status_before(document),
        evidence=document["complex_count_evidence"],
        real_count=document["real_count"],
        solutions=document["solutions"],
        suspected=[],
        at_infinity=0,
        bkk=document["bkk"],
        fibres=[],
        notes=Notes(cut_short=tuple(name for name in document["cut_short"] if name not in AFTER)),
    )
    if "strata" in document["cut_short"]:
        findings.compare("strata", said, None)
        if document["complex_count_evidence"]["kind"] == "split_units":
            findings.false("the evidence is a part of the critical set, and none is named", "complex_count_evidence")
        return
    parts = name_parts(problem, judged, document["seed"], budget)
    true = None if parts.strata is None else [part.as_dict() for part in parts.strata]
    agree = _nearly(said, true)
    if agree:
        findings.proved("strata")
    elif said is None or true is None or not document["cut_short"]:
        findings.false("strata are not the parts of the critical set, which were named again", "strata")
    else:
        findings.looked_at("strata")
        findings.open("strata: named again they are others; time may have cut the smaller counts of the document short")
    by_parts = document["complex_count_evidence"]["kind"] == "split_units"
    if by_parts or (parts.infinite is not None and agree):
        infinite = parts.infinite
        findings.compare("complex_count", document["complex_count"], None)
        findings.compare("complex_count_status", document["complex_count_status"], "infinite")
        findings.compare("complex_count_evidence", document["complex_count_evidence"], infinite)
    if (said is None) != (not isinstance(problem, CriticalProblem) or any(problem.ridge)) and parts.reason is None:
        findings.false("strata belong to critical points without a ridge")


def _status_before(document: Any) -> str:
    """The status before the parts were looked at."""
    groebner = next((route for route in document["routes"] if route["route"] == "groebner"), None)
    finished = not set(document["cut_short"]) - set(AFTER)
    claimed = is_claimed(document["routes"])
    return status_of(len(document["solutions"]), document["bkk"], groebner, finished, claimed=claimed)[0]


def _nearly(said: Any, true: Any) -> bool:
    """The same, with losses up to rounding."""
    if isinstance(true, float) and isinstance(said, int | float):
        return abs(said - true) <= 1e-9 * (1 + abs(true))
    if type(said) is not type(true):
        return False
    if isinstance(true, dict):
        return said.keys() == true.keys() and all(_nearly(said[key], true[key]) for key in true)
    if isinstance(true, list):
        return len(said) == len(true) and all(map(_nearly, said, true))
    return bool(said == true)


def check_real_counts(document: Any, problem: NetworkProblem, findings: Findings, budget: Budget) -> None:
    """The numbers of real solutions over random data sets, counted again from the seed."""
    said = document["real_counts"]
    if said is None:
        findings.proved("real_counts")
        return
    if not problem.one_family:
        findings.false("real_counts belong to the zero-error equations", "real_counts")
        return
    drawn = said["data_sets"] + said["undecided"]
    try:
        found = real_counts(
            problem.network,
            drawn,
            known_bound=document["bkk"],
            at_least=len(document["solutions"]),
            seed=said["seed"],
            budget=budget,
        )
    except HypothesesNotMet as reason:
        findings.false(f"real_counts cannot be had: {reason}", "real_counts")
        return
    again = found.data_sets + found.undecided
    if again < drawn:  # which is no fault of the document
        raise OutOfBudget(f"there was time to count real solutions again for {again:,} of {drawn:,} data sets")
    true = found.as_dict()
    skipped = ("num_paths", "finished")
    wrong = [key for key in true if key not in skipped and not _nearly(said[key], true[key])]
    if wrong:
        findings.false(
            f"real_counts: {', '.join(f'{k} is {said[k]}, but it is {true[k]}' for k in wrong)}", "real_counts"
        )
    else:
        findings.proved("real_counts")
