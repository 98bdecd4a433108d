"""Three answers."""

from verify.audit.theorems.holds import Holds, no, unknown, yes


def test_answers():
    assert [each("so").answer for each in (yes, no, unknown)] == ["yes", "no", "unknown"]
    assert yes("so") == Holds("yes", "so")
