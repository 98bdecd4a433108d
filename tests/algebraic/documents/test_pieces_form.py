"""The form of bounds for a number of pieces fits what is made, and nothing else."""

import json
from pathlib import Path

import algebraic
from algebraic import Network, dimension_of
from algebraic.documents import form_faults
from algebraic.documents.pieces_form import PIECES
from algebraic.pieces import ComponentBounds


def test_the_keys_are_those_of_the_result():
    """Documents of earlier versions have no ``forms``."""
    assert set(PIECES["properties"]) == set(ComponentBounds.__annotations__) == {*PIECES["required"], "forms"}


def test_a_document_with_pieces_has_its_form_and_a_changed_one_has_not():
    network = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    document = json.loads(dimension_of(network, [[1]], [1], components=True).to_json())
    assert document["component_bounds"]["lower"] == 2
    assert form_faults(document, "dimension") == []
    for name, value in (("lower", -1), ("upper", None), ("exact", "yes"), ("signs", ["0"]), ("center", [1])):
        changed = {**document, "component_bounds": {**document["component_bounds"], name: value}}
        assert form_faults(changed, "dimension")
    assert form_faults({key: value for key, value in document.items() if key != "component_bounds"}, "dimension") == []


def test_the_schema_on_disk_has_it():
    folder = Path(algebraic.__file__).parent
    schema = json.loads((folder / "check" / "schemas" / "dimension.json").read_text(encoding="utf-8"))
    assert "component_bounds" in schema["properties"]
