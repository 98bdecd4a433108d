"""The result: its words, its document, its picture."""

import json

import pytest

from algebraic import load
from algebraic.census import critical_functions
from algebraic.documents import form_faults
from algebraic.networks import Network


@pytest.fixture(scope="module")
def found():
    return critical_functions(Network.dense([2, 1, 1], "z**2", hidden_bias=False, output_bias=False))


def test_words(found):
    """The conic: 4 critical points of a generic distance to it, and its cone has dimension 2."""
    said = "functions of dimension 2, metric generic: exactly 4 complex critical functions"
    assert found.sentence().startswith(said)
    assert not found.undecided()
    assert "zero function      counted apart" in str(found)
    assert found.unknowns == tuple(n for n in ("w1_1_1", "w1_1_2", "w2_1_1") if n not in found.gauge_forms)
    assert found.points.shape == (4, 2)
    assert len(found) == 4


def test_the_document_is_read_again(found, tmp_path):
    found.save(tmp_path / "found.json")
    assert load(tmp_path / "found.json") == found
    document = json.loads((tmp_path / "found.json").read_text())
    assert not form_faults(document, "functions", lacking=())
    document["metric"] = "euclidean"
    assert form_faults(document, "functions", lacking=())


def test_a_picture(found, tmp_path):
    found.plot(tmp_path / "found.png")
    assert (tmp_path / "found.png").stat().st_size > 1000
