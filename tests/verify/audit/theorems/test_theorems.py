"""All theorems together: they are claims of the registry, and corrected exactly where the ledger says so."""

import json
from dataclasses import asdict

import pytest

from tests.verify.audit.theorems.cases import Rank, drawn, mlp, told
from verify import read_ledger
from verify.audit.theorems import declared_theorems

WANTED = """
T2-13 T2-22 T3-01 T3-04 T3-08 T3-18 T3-25 T3-26 C18-01 C18-03 C18-07 C18-08 NMH-02 NMH-04 NMH-05 NMH-06 NMH-07 NMH-08
"""


def test_each_is_a_claim():
    assert [each.id for each in declared_theorems()] == WANTED.split()
    ledger = read_ledger()
    for each in declared_theorems():
        wrong = ledger[each.id]["verdict"] in ("refuted as printed", "misprint")
        assert each.corrected == wrong, each.id
        assert each.hypotheses
        assert all(asked.statement for asked in each.hypotheses)


@pytest.mark.torch
def test_order_and_form():
    """What disagrees comes first, then what applies; everything is plain data."""
    found = list(told(mlp(3, 4, 1), drawn(4, 3), drawn(4, 1), rank=Rank(30, "proved")).values())
    assert [each.disagrees for each in found] == sorted((each.disagrees for each in found), reverse=True)
    assert found[0].disagrees
    rest = [each.applies for each in found if not each.disagrees]
    assert rest == sorted(rest, key=("yes", "unknown", "no").index)
    assert json.loads(json.dumps([asdict(each) for each in found]))[0]["id"] == found[0].id
    assert all(each.because for each in found)
    assert all(each.holds in ("yes", "no", "unknown") for theorem in found for each in theorem.hypotheses)
