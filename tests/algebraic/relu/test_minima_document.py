import copy

import pytest

from algebraic import relu_zero_set
from algebraic.check import check
from algebraic.documents import Findings
from algebraic.relu.minima_document import check_minima
from algebraic.relu.plain import plain
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED, HypothesesNotMet
from tests.algebraic.relu.mutate import changed_once, places

DATA = [[1, 0], [0, 1], ["1/2", "1/2"]], [0, 0, 1], 2
QUESTION = question_of(*DATA)
UNIT = unit_of(QUESTION, UNLIMITED)
SAID = plain(relu_zero_set(*DATA, minima=True).minima)


def problems(said):
    findings = Findings("relu")
    check_minima(said, QUESTION, UNIT, findings, UNLIMITED)
    return findings.problems


def test_what_is_written_is_verified():
    assert problems(SAID) == []
    assert [entry["value"] for entry in SAID["bad"]] == ["1/3", "1/2"]
    assert SAID["bad"][1]["in_products"]["dead"] == [1, 2]
    assert SAID["bad"][1]["in_weights"]["no_output"] == [1, 2]
    for leak in (0, "1/4"):
        assert check(relu_zero_set([[1], [4], [5]], [2, -1, 3], 3, leak, hidden_bias=True, minima=True)).verified


@pytest.mark.slow
def test_one_change_anywhere_is_found():
    """Another place that is a minimum with the same residual is one, too: only weights may be changed into such."""
    tried = accepted = 0
    for path in places(SAID):
        for again in changed_once(SAID, path):
            if again == SAID:
                continue
            tried += 1
            try:
                found = problems(again)
            except (TypeError, ValueError, KeyError, IndexError, AttributeError):  # the form is looked at before
                continue
            if not found:
                accepted += 1
                free = path[2:4] == ("in_weights", "hidden_weights")  # w of a unit with a = 0
                assert free or (path[0] == "proofs" and path[2:3] in (("faces",), ())), path
    assert tried > 80
    assert accepted < tried / 8


@pytest.mark.parametrize("place", range(len(SAID["bad"])))
def test_a_value_cannot_be_left_out(place):
    said = copy.deepcopy(SAID)
    del said["bad"][place]
    assert any("values" in problem for problem in problems(said))


def test_none_is_proved_and_not_given_up():
    found = relu_zero_set([[1], [2]], [3, -5], 2, "1/4", hidden_bias=True, minima=True)
    assert found.minima is not None
    assert found.minima["bad"] == []
    assert "No local minimum is bad" in str(found)
    assert check(found).verified
    cut = relu_zero_set([[k, k * k, 7 - k**3] for k in range(6)], [1, -2, 3, -4, 5, 6], 4, minima=True, timeout=1)
    assert cut.minima is None
    assert "minima" in cut.reasons


def test_one_output_only():
    with pytest.raises(HypothesesNotMet, match="2 outputs"):
        relu_zero_set([[1]], [[1, 2]], 1, minima=True)
