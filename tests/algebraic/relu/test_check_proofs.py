import pytest

from algebraic.documents import Findings
from algebraic.relu import relu_zero_set
from algebraic.relu.check_proofs import count_chambers, proofs_of
from algebraic.relu.plain import plain
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED

DATA = [[1], [2]], [3, -5], 2, 0, True
DOCUMENT = plain(relu_zero_set(*DATA[:4], hidden_bias=True).as_dict())


def faults(**certificate):
    findings = Findings("relu")
    document = {**DOCUMENT, "certificate": {**DOCUMENT["certificate"], **certificate}}
    found = proofs_of(document, question_of(*DATA), findings, UNLIMITED)
    assert (found is None) == bool(findings.problems)
    return findings.problems


def test_what_is_right():
    assert faults() == []


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        ({"combinations": [[[0, "1"]]]}, "does not make"),
        ({"combinations": [[[99, "1"]]]}, "no such rays"),
        ({"combinations": [[[0, "1"], [0, "-1"]]]}, "twice"),
        ({"combinations": [[[0, "0"]]]}, "not positive"),
        ({"separators": [["-1", "0"]]}, "proves nothing"),
        ({"separators": [["1/2", "0"]]}, "proves nothing"),
        ({"separators": [["1"]]}, "proves nothing"),
        ({"faces": [["1", "0"]]}, "proves nothing"),
        ({"columns": [0]}, "columns"),
        ({"pieces": DOCUMENT["certificate"]["pieces"][1:]}, "pieces"),
        ({"rays": DOCUMENT["certificate"]["rays"][::-1]}, "rays"),
    ],
)
def test_what_is_false(certificate, words):
    assert any(words in problem for problem in faults(**certificate))


@pytest.mark.parametrize(
    "inputs",
    [
        [[1], [2], [5]],
        [[1, 2], [2, 4], [0, 1]],
        [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]],
        [[0, 0]],
        [[1, 2], [-1, -2]],
    ],
)
@pytest.mark.parametrize("bias", [False, True])
def test_chambers_are_counted_a_second_time(inputs, bias):
    question = question_of(inputs, [1] * len(inputs), 1, 0, bias)
    assert 2 * count_chambers(question) == len(unit_of(question, UNLIMITED).pieces)
