"""What the estimate is judged on: models that compute what they should, at zeros, with truths that are proved."""

import json
from pathlib import Path

import numpy as np
import pytest

from algebraic.systems import as_system
from tests.verify.subject.models import torch
from verify.learning.cases import cases, equations_module
from verify.subject import make_subject

pytestmark = pytest.mark.torch
CASES = cases()


def test_enough_of_them_and_enough_that_are_singular():
    assert len(CASES) >= 20
    assert sum(case.singular for case in CASES) >= 10
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.multiplicity for case in CASES} == {1, 2, 3}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_point_is_a_zero_and_the_rank_says_whether_it_is_regular(case):
    subject = make_subject(case.build(), case.inputs, case.targets)
    assert subject.loss_value < 1e-28
    rank = int(torch.linalg.matrix_rank(subject.jacobian(), atol=1e-9))
    assert case.singular == (2 * case.value != rank)
    assert 2 * case.value <= subject.num_params


def test_equations_are_the_outputs():
    module, point = equations_module(["x^2 - 3*y^3", "x*y/2"]), (0.3, -1.5)
    with torch.no_grad():
        module.weights.copy_(torch.tensor(point))
    system = as_system(["x^2 - 3*y^3", "x*y/2"])
    assert list(system.names) == ["x", "y"]
    assert np.allclose(module(torch.ones(1, 1)).detach(), [[0.09 + 3 * 1.5**3, -0.225]])


def test_moments_of_the_normal_density():
    """Nodes and weights integrate x², x⁴ and x⁸: 1, 3, 105."""
    (case,) = (each for each in CASES if each.name == "two units z^2 + z, at 0")
    nodes, weights = case.inputs[:, 0], case.inputs[:, 1] ** 2
    assert np.allclose([(weights * nodes**k).sum() for k in (0, 1, 2, 4, 8)], [1, 0, 1, 3, 105])


def test_the_committed_record_is_of_these_cases():
    record = json.loads((Path(__file__).parents[3] / "docs" / "results" / "learning-coefficients.json").read_text())
    rows = {row["name"]: row for row in record["cases"]}
    assert sorted(rows) == sorted(case.name for case in CASES)
    for case in CASES:
        row = rows[case.name]
        assert (row["exact"], row["exact_multiplicity"]) == (str(case.value), case.multiplicity)
        assert (row["lambda"] is None) == (row["status"] == "undecided") == bool(row["reasons"])
        if row["lambda"] is not None:
            assert abs(row["lambda"] / float(case.value) - 1) <= 0.05
            assert row["multiplicity"] in (None, case.multiplicity)
    chosen = [row for row in rows.values() if row["judged"]]
    for total, own in ((record["totals"]["all"], [*rows.values()]), (record["totals"]["judged"], chosen)):
        assert total["cases"] == len(own)
        assert total["undecided"] == sum(row["lambda"] is None for row in own)
        assert total["wrong"] == sum(row["wrong"] for row in own) == 0
        assert total["within_5_percent"] == len(own) - total["undecided"]
    assert len(chosen) == 20
    assert sum(row["singular"] for row in chosen) == 18
    assert record["totals"]["judged"]["within_5_percent"] >= 18
