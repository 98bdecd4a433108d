"""A finding says why it does not hold; evidence survives a file."""

# mypy: ignore-errors

import json

import pytest

from verify.catalogue import find_claim
from verify.evidence import Evidence, Finding
from verify.run import run_claim


def test_a_finding_that_does_not_hold_says_why():
    with pytest.raises(ValueError, match="says why"):
        Finding(False, "exact")
    with pytest.raises(ValueError, match="none of"):
        Finding(True, "surely")


@pytest.mark.parametrize(("name", "drop"), [("T3-14", None), ("T3-13", None), ("T2-03", "square")])
def test_evidence_survives_a_file(name, drop):
    found = run_claim(find_claim(name), num_instances=3, drop=drop)
    again = Evidence.from_dict(json.loads(json.dumps(found.as_dict())))
    assert again == found
    assert list(again.as_dict()) == list(found.as_dict())
