import jsonschema
import pytest

from algebraic.documents import CLOSED, schema_name, schema_of
from algebraic.documents.forms import KINDS


def test_every_kind_with_a_closed_list_has_a_form():
    assert set(KINDS) == set(CLOSED)


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_a_schema_with_all_its_parts_and_no_other(kind):
    form = schema_of(kind)
    jsonschema.Draft202012Validator.check_schema(form)
    text = str(form)
    assert all(f"#/$defs/{name}'" in text for name in form["$defs"])
    assert text.count("#/$defs/") == sum(text.count(f"#/$defs/{name}'") for name in form["$defs"])


@pytest.mark.parametrize("kind", ["count", "dimension", "bezout"])
def test_what_a_closed_list_names_is_a_field(kind):
    names = {name.partition(":")[0] for name in CLOSED[kind]} - {"upper bounds", "second routes"}
    assert names <= set(schema_of(kind)["properties"])
    assert schema_of(kind)["properties"]["schema"] == {"const": schema_name(kind)}
