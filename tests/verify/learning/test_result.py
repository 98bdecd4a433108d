"""The document of an estimate."""

import json
from dataclasses import replace

import pytest

from tests.verify.learning.models import subject
from tests.verify.learning.test_judge import GOOD
from verify.learning.judge import judge
from verify.learning.plan import Plan
from verify.learning.result import LearningEstimate

pytestmark = pytest.mark.torch


def estimate(trace=GOOD):
    return LearningEstimate(
        subject=subject("x*y"),
        judgement=judge(trace, 2),
        trace=trace,
        plan=Plan(0.3, 48, 24, 16.0, 300, 6),
        options={"seed": 5},
        versions={"torch": "2"},
    )


def test_an_answer():
    found = estimate()
    document = json.loads(json.dumps(found.as_dict()))
    assert (document["status"], document["multiplicity"], document["seed"]) == ("estimated", 1, 5)
    assert document["lambda"] == found.value
    assert document["interval"][0] < document["lambda"] < document["interval"][1]
    assert len(document["boxes"]) == 2
    assert {len(document["boxes"][0][name]) for name in ("beta", "mean", "error", "rhat", "acceptance")} == {24}
    assert document["boxes"][1]["radius"] == pytest.approx(0.03)
    assert document["fits"][0]["accepted"] is True
    assert found.exit_code == 0
    assert str(found).startswith("λ = 0.5")


def test_what_is_undecided_has_no_number():
    found = estimate(replace(GOOD, lowest=GOOD.lowest - 9))
    document = found.as_dict()
    assert (document["lambda"], document["interval"], document["multiplicity"]) == (None, None, None)
    assert document["status"] == "undecided"
    assert document["reasons"]
    assert found.exit_code == 4
    assert "undecided" in str(found).splitlines()[0]
    assert found.reasons[0] in str(found)
