import json

from algebraic import ReluZeroSet, load, relu_zero_set
from algebraic.documents import form_faults

FOUND = relu_zero_set([[1], [2]], [3, -5], 2, hidden_bias=True)
KEYS = [
    "status",
    "components",
    "components_up_to_permutation",
    "dimension",
    "num_cells",
    "num_nonempty_cells",
    "points",
]


def test_the_document():
    document = json.loads(FOUND.to_json())
    assert form_faults(document, "relu") == []
    assert [key for key in document if key in KEYS] == KEYS
    assert {"certificate", "reasons", "seed", "versions"} <= document.keys()
    assert document["points"][0]["copies"] == 2
    assert document["seed"] is None


def test_it_is_saved_and_read(tmp_path):
    FOUND.save(tmp_path / "a.json")
    again = load(tmp_path / "a.json")
    assert isinstance(again, ReluZeroSet)
    assert again.to_json() == FOUND.to_json()


def test_words():
    assert "has 2 connected components, 1 up to the order of the units" in str(FOUND)
    assert "is empty" in str(relu_zero_set([[1], [2]], [3, -5], 1, hidden_bias=True))
    assert "has 1 connected component (proved)." in str(relu_zero_set([[1]], [3], 1))
    assert "leaky ReLU (slope 1/4 below 0)" in str(relu_zero_set([[1]], [3], 1, "1/4"))
