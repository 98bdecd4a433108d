"""Evidence of every kind holds as it was made, and does not when one thing in it is changed."""

import copy
from dataclasses import replace

import pytest

from algebraic import Network, data_rank
from algebraic.data import check_data
from algebraic.ideals import SolutionCount, count_solutions, evidence_holds
from algebraic.systems import zero_error_system

BARE = {"hidden_bias": False, "output_bias": False}
CASES = {
    "linear_algebra": (Network.dense([1, 1]), [[1], [2]], [3, 5], True),
    "linear_combination": (Network.dense([1, 1, 1], "z**2", **BARE), [[1], [2]], [1, 5], True),
    "rational_point": (Network.dense([2, 3, 1], "z**2", **BARE), [[1, 2], [3, 4]], [1, 2], True),
    "slice": (Network.dense([1, 1, 1], "z**2", output_activation=True), [[1], [2]], [1, 3], None),
    "nullstellensatz": (Network.dense([1, 1, 1, 1], "z**2+z", **BARE), [[1], [2], [3], [4]], [1, 3, 5, 8], True),
    "leading_ideals": (Network.dense([1, 1, 1], "z**2+z", **BARE), [[1], [2]], [1, 3], None),
}


@pytest.fixture(params=CASES)
def case(request):
    network, inputs, targets, holds = CASES[request.param]
    data = check_data(inputs, targets, network)
    system = zero_error_system(network, data.inputs, data.targets)
    answer = count_solutions(system, network, data.inputs, data.targets, data_rank(network, data.inputs))
    assert answer.evidence["kind"] == request.param
    return answer, (system, network, data), holds


def test_as_it_was_made(case):
    answer, question, holds = case
    assert evidence_holds(answer, *question)[0] is holds


def changes(evidence):
    for key, value in evidence.items():
        if key in ("engine", "confirmed"):  # who said so, and why it was believed: words
            continue
        match value:
            case bool():
                yield {**evidence, key: not value}
            case int():
                yield {**evidence, key: value - 1}
            case str():
                yield {**evidence, key: value + "1"}
            case dict():
                yield {**evidence, key: {}}
            case list() if value and isinstance(value[0], int):
                yield {**evidence, key: [value[0] + 1, *value[1:]]} if key != "primes" else {**evidence, key: []}
            case list() if value and isinstance(value[0], str):
                yield {**evidence, key: [*value[:-1], value[-1] + "1"]}
            case list():
                yield {**evidence, key: value[:-1]}
        yield {name: inner for name, inner in evidence.items() if name != key}
    yield {**evidence, "kind": "none"}
    yield {**evidence, "kind": "linear_algebra" if evidence["kind"] != "linear_algebra" else "slice"}
    yield {**evidence, "more": 1}


def test_one_thing_changed(case):
    answer, question, _ = case
    for changed in changes(copy.deepcopy(answer.evidence)):
        assert evidence_holds(replace(answer, evidence=changed), *question)[0] is False, changed
    for status in {"exact", "exact_mod_p", "lower_bound", "empty", "infinite", "undecided"} - {answer.status}:
        assert evidence_holds(replace(answer, status=status), *question)[0] is False, status
    assert evidence_holds(replace(answer, count=7), *question)[0] is False


def test_nothing_is_claimed_where_nothing_is_known(case):
    _, question, _ = case
    nothing = {"kind": "none", "proved": False, "statement": "no time"}
    assert evidence_holds(SolutionCount(None, "undecided", nothing), *question)[0] is None
    assert evidence_holds(SolutionCount(3, "exact", nothing), *question)[0] is False
    assert evidence_holds(SolutionCount(3, "exact"), *question)[0] is False


@pytest.mark.msolve
def test_a_claim_that_was_not_believed_is_no_contradiction():
    """As it stands where msolve was wrong; and a claim that stands there as an answer."""
    network, inputs, targets, _ = CASES["leading_ideals"]
    data = check_data(inputs, targets, network)
    question = (zero_error_system(network, data.inputs, data.targets), network, data)
    evidence = {
        "kind": "leading_ideals",
        "proved": False,
        "statement": "msolve claims: 1 lies in the ideal modulo both primes. That is not believed: for this reason",
        "engine": "msolve",
        "primes": [7, 11],
        "dimensions": [-1, -1],
        "counts": [0, 0],
        "confirmed": None,
    }
    assert evidence_holds(SolutionCount(None, "undecided", evidence), *question)[0] is None
    assert evidence_holds(SolutionCount(0, "empty", evidence), *question)[0] is False
    for no_primes in ([7, 12], [7, 7], [1, 7], [0, 7]):
        assert (
            evidence_holds(SolutionCount(None, "undecided", {**evidence, "primes": no_primes}), *question)[0] is False
        )
    alone = {**evidence, "statement": "1 lies in the ideal modulo both primes"}
    assert evidence_holds(SolutionCount(0, "empty", alone), *question)[0] is False
    assert evidence_holds(SolutionCount(0, "empty", {**alone, "confirmed": "so"}), *question)[0] is None
