"""A certificate is written, and read as it was."""

import json

import numpy as np
import pytest

from algebraic.shell import WrongInput
from tests.verify.audit.zero.planted import dense, planted
from verify.audit.zero.document import CLAIMS, graph_as_json, read_document, write_document
from verify.audit.zero.find import problem_of

pytestmark = pytest.mark.torch


def test_there_and_back():
    subject, _ = planted(dense(3, 4, 1), 2, 3)
    problem = problem_of(subject)
    claims = {name: 0.1 + n for n, name in enumerate(CLAIMS)}
    document = json.loads(json.dumps(write_document(problem, graph_as_json(subject.graph), claims)))
    read, relations, said = read_document(document)
    assert relations is None
    assert said == claims
    assert read.steps == problem.steps
    for one, other in zip(read.weights, problem.weights, strict=True):
        assert (one == other).all()
    assert (read.inputs["input"] == problem.inputs["input"]).all()
    assert (read.targets == problem.targets).all()
    assert np.isfinite(read.moved)
    document["weights"][0]["shape"] = [3, 4]
    with pytest.raises(WrongInput, match="different shapes"):
        read_document(document)
