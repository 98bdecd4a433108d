import jsonschema
import pytest

from algebraic.documents.parts import PARTS, schema_name


def fits(name, value):
    return jsonschema.Draft202012Validator({"$defs": PARTS, **PARTS[name]}).is_valid(value)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [("rational", "-3/4", "3/0"), ("row", ["1", "0", "1e-9"], ["1", "0", "-1e-9"]), ("edge", [0, 1], [0, -1]),
     ("unit", [[[0, 1]], -1], [[[0, 1]], -2]), ("activation", None, ["1"]), ("status", "exact", "proved"),
     ("minor", {"prime": 3, "weights": [], "inputs": [[1]], "rows": [0], "columns": [0]}, {"prime": 3}),
     ("data_set", {"elsewhere": {"samples": 2}}, {"elsewhere": {"path": "a.csv"}})],
)  # fmt: skip
def test_parts_take_what_is_right_and_nothing_else(name, right, wrong):
    assert fits(name, right)
    assert not fits(name, wrong)


def test_names_of_schemas():
    assert schema_name("rank") == "zerolocus/rank/1"
