"""The pieces that forms of documents are made of, as parts of JSON Schemas.

>>> fields(count=integer(0), note=optional(text()))["required"]
['count']
"""

from __future__ import annotations

from dataclasses import dataclass

Shape = dict[str, object]
SCALAR: Shape = {"type": ["null", "boolean", "number", "string"]}


@dataclass(frozen=True)
class optional:  # noqa: N801
    """A field that a document may lack."""

    shape: Shape


def flag(value: bool | None = None) -> Shape:
    """True or false, or only one of them."""
    return {"type": "boolean"} if value is None else {"const": value}


def integer(least: int | None = None, *, most: int | None = None) -> Shape:
    """A whole number between these."""
    return {"type": "integer"} | _given(minimum=least, maximum=most)


def number(least: int | None = None, *, most: int | None = None) -> Shape:
    """A number, perhaps with a fraction, between these."""
    return {"type": "number"} | _given(minimum=least, maximum=most)


def text(pattern: str | None = None, *, most: int | None = None) -> Shape:
    """A text of at most so many characters that the pattern matches as a whole."""
    return {"type": "string"} | _given(maxLength=most, pattern=pattern)


def only(value: str) -> Shape:
    """This text."""
    return {"const": value}


def one_of(*values: str | bool | None) -> Shape:
    """One of these values."""
    return {"enum": list(values)}


def array(item: Shape, *, least: int | None = None, most: int | None = None) -> Shape:
    """A list of things of one form, of between so many entries."""
    return {"type": "array", "items": item} | _given(minItems=least, maxItems=most)


def tuple_of(*items: Shape) -> Shape:
    """A list of exactly these."""
    size = len(items)
    return {"type": "array", "prefixItems": list(items), "items": False, "minItems": size, "maxItems": size}


def fields(**named: Shape | optional) -> Shape:
    """An object with these fields and no other; ``from_`` stands for ``from``, which is a word of Python."""
    given = {key.rstrip("_"): shape for key, shape in named.items()}
    return {
        "type": "object",
        "properties": {key: shape.shape if isinstance(shape, optional) else shape for key, shape in given.items()},
        "required": [key for key, shape in given.items() if not isinstance(shape, optional)],
        "additionalProperties": False,
    }


def mapping(value: Shape) -> Shape:
    """An object with any fields, whose values have one form."""
    return {"type": "object", "additionalProperties": value}


def either(*shapes: Shape) -> Shape:
    """A thing of one of these forms."""
    return {"anyOf": list(shapes)}


def maybe(shape: Shape) -> Shape:
    """Null, or a thing of this form."""
    if isinstance(shape.get("type"), str):
        return {**shape, "type": [shape["type"], "null"]}
    return either({"type": "null"}, shape)


def ref(name: str) -> Shape:
    """The part of this name."""
    return {"$ref": f"#/$defs/{name}"}


def parts_in(shape: object) -> set[str]:
    """The names of the parts that a form refers to.

    >>> sorted(parts_in(array(either(ref("row"), ref("table")))))
    ['row', 'table']
    """
    if isinstance(shape, list):
        return set().union(*map(parts_in, shape))
    if isinstance(shape, dict):
        own = {str(shape["$ref"]).removeprefix("#/$defs/")} if isinstance(shape.get("$ref"), str) else set()
        return own.union(*map(parts_in, shape.values()))
    return set()


def _given(**limits: object) -> Shape:
    return {name: value for name, value in limits.items() if value is not None}
