import json

from algebraic.relu.known import Known
from algebraic.relu.plain import certificate_of, data_of, plain
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED


def test_the_data_come_without_the_bias():
    data = data_of(question_of([["1/2"], [2]], [3, 0.25], 1, 0, True, "by hand"))
    assert data == {"source": "by hand", "inputs": [["1/2"], ["2"]], "targets": [["3"], ["1/4"]]}


def test_proofs_are_whole_text():
    question = question_of([[1], [2]], [3, -5], 1, 0, True)
    unit = unit_of(question, UNLIMITED)
    known = Known(unit, question.target_vector())
    known.can(0)
    certificate = certificate_of(question, unit, known)
    assert len(certificate["separators"]) == 1
    assert plain(certificate) == json.loads(json.dumps(certificate))
    assert len(certificate["pieces"]) == len(unit.pieces)
