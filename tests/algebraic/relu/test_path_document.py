import json

import pytest

from algebraic import relu_zero_set
from algebraic.check import check
from algebraic.relu.known import Known
from algebraic.relu.path_document import path_between
from algebraic.relu.paths import numbers_in, weights_of
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED, Budget, WrongInput
from tests.algebraic.relu.mutate import changed_once, places

DATA = [[1], [2]], [3, -5]
HERE, MIRRORED = [-3, 5, 7, -4, 1, -1], [5, -3, -4, 7, -1, 1]
WIDE = [-3, 5, 0, 7, -4, 0, 1, -1, 0], ["5/2", -3, 0, -2, 7, 0, -2, 1, 4]


def document_of(units, ends):
    return json.loads(relu_zero_set(*DATA, units, hidden_bias=True, path=ends).to_json())


def test_joined_and_not():
    found = document_of(3, WIDE)
    assert found["path"]["joined"] is True
    assert [node["step"] for node in found["path"]["nodes"]].count("rescale") >= 1
    assert check(found).verified
    found = document_of(2, (HERE, MIRRORED))
    assert found["path"]["joined"] is False
    assert check(found).verified
    assert document_of(2, (HERE, HERE))["path"]["joined"] is True


def test_words():
    assert "No path joins" in str(relu_zero_set(*DATA, 2, hidden_bias=True, path=(HERE, MIRRORED)))
    assert "A path of zero error" in str(relu_zero_set(*DATA, 3, hidden_bias=True, path=WIDE))


def test_more_cells_than_are_listed():
    """The components are not counted, but a path is a path."""
    inputs = [[k, k * k, k**3] for k in range(1, 14)]
    found = relu_zero_set(inputs, [0] * 13, 12, hidden_bias=True, path=([1] * 48 + [0] * 12, [0] * 60))
    assert found.status == "lower_bound"
    assert found.path is not None
    assert found.path["joined"] is True
    assert check(found).verified


def test_not_decided():
    question = question_of(*DATA, 3, 0, True)
    unit = unit_of(question, UNLIMITED)
    ends = [weights_of(question, numbers_in(given), "it") for given in WIDE]
    known = Known(unit, question.target_vector())
    found, why = path_between(question, unit, known, None, (ends[0], ends[1]), Budget(1e-9))
    assert found["joined"] is None
    assert "time" in why


def test_a_false_claim_is_found():
    found = document_of(2, (HERE, MIRRORED))
    found["path"]["joined"] = True
    assert not check(found).verified
    found = document_of(3, WIDE)
    found["path"]["joined"] = False
    assert not check(found).verified


@pytest.mark.slow
def test_one_change_anywhere_is_found():
    """A node may be any other point of its cells, and only that."""
    document = document_of(3, WIDE)
    tried = accepted = 0
    for path in list(places(document["path"]))[1:]:
        for again in changed_once(document, ("path", *path)):
            if again == document:
                continue
            tried += 1
            verified = check(again).verified
            accepted += verified
            assert not verified or path[0] == "nodes", path
    assert tried > 100
    assert accepted < tried / 10


@pytest.mark.parametrize("path", [3, [HERE], [HERE, None], "ab", [HERE, HERE, HERE]])
def test_bad_ends(path):
    with pytest.raises(WrongInput):
        relu_zero_set(*DATA, 2, hidden_bias=True, path=path)
