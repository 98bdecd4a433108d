"""The document of an audit has the keys that are promised, and nothing that JSON cannot hold."""

import json

import pytest

from tests.verify.audit.answers import ARank, ATheorem, audit
from tests.verify.subject.models import nn
from verify.audit.result import plain_data

pytestmark = pytest.mark.torch
KEYS = """num_params num_samples output_dim num_equations jacobian_rank jacobian_rank_status rank_bound
rank_bound_reasons singular_gap zero_set_dimension theorems guards exact_zero seed versions"""


def test_keys():
    theorems = [ATheorem("T3-01", measured={"rank": 8}), ATheorem("T3-25", disagrees=True)]
    document = audit(nn.Dropout(), theorems=theorems, rank=ARank(singular_gap=float("inf"))).as_dict()
    assert set(KEYS.split()) <= set(document)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert [each["id"] for each in document["theorems"]] == ["T3-25", "T3-01"]
    assert set(document["theorems"][0]) >= {"id", "applies", "because", "follows", "measured"}
    assert set(document["exact_zero"]) >= {"status", "h", "radius", "because"}
    assert [set(guard) for guard in document["guards"]] == [{"layer", "what"}]
    assert (document["seed"], document["singular_gap"]) == (3, "inf")


def test_exit_codes():
    assert audit().exit_code == 0
    assert audit(cut=["the time was over"]).exit_code == 4


def test_plain_data():
    import numpy as np

    given = {1: np.float64("nan"), "a": (np.arange(2), {3}), "b": True, "c": None, "d": object}
    assert plain_data(given) == {"1": "nan", "a": [[0, 1], [3]], "b": True, "c": None, "d": "<class 'object'>"}
