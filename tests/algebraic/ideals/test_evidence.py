"""What an undecided answer keeps of the error that made it so."""

import pytest

from algebraic.ideals.evidence import STATUS_WORDS, SolutionCount, limit_in, undecided
from algebraic.shell.errors import EngineFailed, OutOfBudget


@pytest.mark.parametrize("problem", [OutOfBudget("time is over"), EngineFailed("it crashed")])
def test_only_a_limit_is_a_limit(problem):
    found = undecided("it was not decided", problem)
    assert (found.count, found.status) == (None, "undecided")
    assert found.evidence == {"kind": "none", "proved": False, "statement": f"it was not decided: {problem}"}
    assert (found.limit is problem) == (limit_in(problem) is problem) == isinstance(problem, OutOfBudget)


def test_an_answer_has_no_evidence_of_its_own():
    one, other = SolutionCount(None, "undecided"), SolutionCount(None, "undecided")
    assert one.evidence == {}
    assert one.evidence is not other.evidence
    assert one.status in STATUS_WORDS
