import math

import jsonschema
import pytest

from algebraic.documents import form_faults, schema, schema_of
from algebraic.documents.forms import KINDS

SCHEMA = {
    "type": "object",
    "properties": {
        "n": {"type": ["integer", "null"], "minimum": 0, "maximum": 9},
        "x": {"type": "number"},
        "text": {"type": "string", "pattern": "^[0-9]+$", "maxLength": 3},
        "pair": {"type": "array", "prefixItems": [{"const": 1}, {"enum": ["a", "b"]}], "items": False, "minItems": 2},
        "list": {"type": "array", "items": {"$ref": "#/$defs/flag"}, "maxItems": 2},
        "either": {"anyOf": [{"type": "null"}, {"type": "object", "additionalProperties": {"type": "string"}}]},
    },
    "required": ["n"],
    "additionalProperties": False,
    "$defs": {"flag": {"type": "boolean"}},
}
RIGHT = [{"n": 3}, {"n": None, "x": 1}, {"n": 0, "text": "12"}, {"n": 1, "pair": [1, "b"]}, {"n": 1, "list": [True]},
         {"n": 1, "either": None}, {"n": 1, "either": {"k": "v"}}]  # fmt: skip
WRONG = [[], {}, {"n": -1}, {"n": 10}, {"n": True}, {"n": "3"}, {"n": 1, "x": "1"}, {"n": 1, "text": "1a"},
         {"n": 1, "text": "1234"}, {"n": 1, "pair": [1]}, {"n": 1, "pair": [2, "a"]}, {"n": 1, "pair": [1, "c"]},
         {"n": 1, "pair": [1, "a", 3]}, {"n": 1, "list": [1]}, {"n": 1, "list": [True] * 3},
         {"n": 1, "either": {"k": 1}},
         {"n": 1, "other": 0}]  # fmt: skip
STRICTER = [{"n": 1.0}, {"n": 1, "x": math.nan}, {"n": 1, "text": "12\n"}, {"n": 1, "text": "١٢"}]


def ours(document, monkeypatch):
    monkeypatch.setattr(schema, "schema_of", lambda kind: SCHEMA)
    return form_faults(document, "any")


@pytest.mark.parametrize(("document", "right"), [(d, True) for d in RIGHT] + [(d, False) for d in WRONG])
def test_as_another_reader_of_the_standard_says(document, right, monkeypatch):
    theirs = jsonschema.Draft202012Validator(SCHEMA).is_valid(document)
    assert (not ours(document, monkeypatch)) is theirs is right


@pytest.mark.parametrize("document", STRICTER)
def test_where_the_standard_leaves_a_choice_we_are_strict(document, monkeypatch):
    assert ours(document, monkeypatch)


def test_older_documents_may_lack_what_is_said():
    assert any("has no schema" in fault for fault in form_faults({}, "count"))
    assert not any("has no schema" in fault for fault in form_faults({}, "count", lacking=("schema",)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_are_schemas_and_every_word_of_them_is_read(kind):
    jsonschema.Draft202012Validator.check_schema(schema_of(kind))

    def walk(part):
        for word, inner in part.items():
            assert word in schema._WORDS or word in schema.SAID, word
            for one in inner if isinstance(inner, list) else [inner]:
                if word in ("properties", "$defs"):
                    for deeper in one.values():
                        walk(deeper)
                elif isinstance(one, dict) and word != "const":
                    walk(one)

    walk(schema_of(kind))
