"""The document has the keys that never change, and is plain data."""

import json

import pytest

import verify
from tests.verify.subject.models import nn, numbers, seeded

pytestmark = pytest.mark.torch
FIXED = {"eigenvalues", "negative", "rank", "rank_status", "trivial_directions", "density", "seed", "versions"}


def test_the_document():
    model = seeded(lambda: nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1)))
    found = verify.curvature(model, numbers(4, 2), numbers(4, 1, seed=1), seed=3)
    document = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert document.keys() >= FIXED
    assert document["seed"] == 3
    assert {"value", "radius", "multiplicity"} <= document["eigenvalues"][0].keys()
    assert sum(each["multiplicity"] for each in document["eigenvalues"]) == 9
    assert document["versions"]["torch"]
    assert found.exit_code == 0
