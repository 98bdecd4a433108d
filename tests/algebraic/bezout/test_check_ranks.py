"""Ranks and their reasons, forged one by one."""

import copy
import json

import numpy as np
import pytest

from algebraic import Network, ladder
from algebraic.bezout import check_ranks
from algebraic.bezout.check_ranks import independent_fields, num_monomials
from algebraic.check import check_any

PLAIN = {"hidden_bias": False, "output_bias": False}
CASES = {
    "equations": (Network.dense([2, 3, 1], "z**2+z", **PLAIN), 2),
    "parameters": (Network.dense([2, 1, 1], "z**2+z", **PLAIN), 4),
    "symmetries": (Network.dense([2, 1, 1], "z**2", **PLAIN), 4),
    "function_space": (Network.dense([2, 3, 1], "z**3", **PLAIN), 5),
    "random_points": (Network.dense([3, 5, 1], "z**4", **PLAIN), 16),
}


@pytest.fixture(scope="module", params=CASES)
def case(request):
    network, samples = CASES[request.param]
    stream = np.random.default_rng(1)
    inputs, targets = stream.integers(1, 30, (samples, network.input_dim)), stream.integers(1, 30, samples)
    document = json.loads(ladder(network, inputs.tolist(), targets.tolist(), timeout=20).to_json())
    return request.param, document


def problems(document, **changes):
    found = check_any({**document, **changes})
    return [problem for problem in found.problems if "rank" in problem]


def test_each_kind_of_reason_is_proved_by_another_route(case):
    kind, document = case
    assert document["data_rank_evidence"]["upper_bound"]["kind"] == kind
    found = check_any(document)
    assert found.problems == []
    assert ("data_rank" in found.reproved) == (kind != "random_points")
    assert any(word.startswith("upper bounds") for word in found.not_reproved) == (kind == "random_points")


@pytest.mark.parametrize("name", ["generic_rank", "data_rank"])
def test_a_rank_that_was_raised_or_lowered(case, name):
    """Lowered with a smaller minor, or raised: the reason from above speaks against it, or the minor."""
    _, document = case
    evidence = document[f"{name}_evidence"]
    for change in (-1, 1):
        spoilt = copy.deepcopy(evidence)
        spoilt["rank"] += change
        if change < 0:
            for key in ("rows", "columns"):
                spoilt["certificate"][key] = spoilt["certificate"][key][:-1]
        assert problems(document, **{name: document[name] + change, f"{name}_evidence": spoilt}), change
        assert problems(document, **{name: document[name] + change})
        assert problems(document, **{f"{name}_evidence": spoilt})


def test_no_other_reason_is_believed(case):
    kind, document = case
    evidence = document["data_rank_evidence"]
    for other in {*CASES, "anything"} - {kind}:
        bound = {**evidence["upper_bound"], "kind": other}
        assert problems(document, data_rank_evidence={**evidence, "upper_bound": bound}), other
    for key, value in (("statement", "so it is"), ("proved", kind == "random_points"), ("error_probability", 0.5)):
        bound = {**evidence["upper_bound"], key: value}
        assert problems(document, data_rank_evidence={**evidence, "upper_bound": bound}), key


def test_the_minor_is_bound_to_the_data(case):
    _, document = case
    evidence = document["data_rank_evidence"]
    minor = evidence["certificate"]
    for change in (
        {"inputs": [[(x + 1) % minor["prime"] for x in row] for row in minor["inputs"]]},
        {"prime": minor["prime"] - 1},
        {"weights": [0] * len(minor["weights"])},
        {"weights": [w + minor["prime"] for w in minor["weights"]]},
    ):
        assert problems(document, data_rank_evidence={**evidence, "certificate": {**minor, **change}}), change
    assert problems(document, data_rank_evidence={**evidence, "certificate": None})
    assert problems(document, data_rank_evidence=None)


def test_a_field_that_moves_an_output_is_seen(monkeypatch):
    network = Network.dense([2, 1, 1], "z**2", **PLAIN)
    assert independent_fields(network, 101, np.array([3, 5, 7])) == 1
    monkeypatch.setattr(check_ranks, "symmetry_fields", lambda *a: np.array([[3, 5, 7]]))  # f grows along it
    assert independent_fields(network, 101, np.array([3, 5, 7])) is None


def test_monomials_by_hand():
    """(a x + b y)² has three; with a bias inside, six; x³ + x alone has two."""
    point = np.arange(1, 30)
    assert num_monomials(Network.dense([2, 1], "z**2", output_bias=False, output_activation=True), 101, point[:2]) == 3
    assert num_monomials(Network.dense([2, 1], "z**2", output_activation=True), 101, point[:3]) == 6
    assert (
        num_monomials(Network.dense([1, 1], "z**3+z", output_bias=False, output_activation=True), 101, point[:1]) == 2
    )


def test_a_large_network_is_said_to_be_looked_at_by_the_same_code():
    network = Network.dense([8, 20, 3], "z**2+z")
    stream = np.random.default_rng(0)
    inputs, targets = stream.integers(1, 30, (5, 8)).tolist(), stream.integers(1, 30, (5, 3)).tolist()
    document = json.loads(ladder(network, inputs, targets).to_json())
    found = check_any(document)
    assert found.problems == []
    assert {"generic_rank", "data_rank"}.isdisjoint(found.reproved)
    assert sum("rank was computed again by the same code" in words for words in found.not_reproved) == 2
    evidence = {**document["data_rank_evidence"], "rank": 14}
    assert problems(document, data_rank=14, data_rank_evidence=evidence)
