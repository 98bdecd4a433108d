"""What is handed out."""

import json
from fractions import Fraction

from algebraic.thresholds.result import result_of
from algebraic.thresholds.rules import Threshold


def test_an_exact_one():
    found = result_of(Threshold.exact(Fraction(13, 2), 2, "a reason", {"kind": "one"}), "global")
    document = json.loads(found.to_json())
    assert (document["lambda"], document["lower"], document["upper"]) == ("13/2",) * 3
    assert (document["status"], document["multiplicity"], document["local_or_global"]) == ("exact", 2, "global")
    assert document["certificate"] == [{"kind": "one"}]
    assert str(found) == "λ = 13/2, multiplicity 2 (exact, the least over all zeros)\n  a reason"


def test_bounds():
    found = result_of(Threshold(Fraction(1, 2), Fraction(1), None, ("why",)), "local")
    document = json.loads(found.to_json())
    assert (document["lambda"], document["multiplicity"], document["status"]) == (None, None, "bounds")
    assert (found.value, document["certificate"]) == (None, None)
    assert str(found) == "1/2 ≤ λ ≤ 1 (bounds, at this point)\n  why"
    unknown = result_of(Threshold.exact(Fraction(1), None, "why"), "local")
    assert str(unknown).startswith("λ = 1, multiplicity not known")
