"""Whether a document has the form of its kind, as :mod:`algebraic.documents.forms` describes it by JSON Schemas.

The part of the standard that they use is read here, so that a check needs no further library. Where the standard leaves
a choice, this is the stricter reading: 1.0 is no integer, NaN is no number, a pattern must match the whole text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from typing import Any

from .forms import schema_of

MOST_FAULTS = 20
SAID = {"$schema", "$id", "title", "description", "$defs"}  # of a schema itself
TYPES: dict[str, tuple[type, ...]] = {
    "null": (type(None),),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
    "array": (list,),
    "object": (dict,),
}


def form_faults(document: Any, kind: str, *, lacking: Collection[str] = ()) -> list[str]:
    """Where a document has not the form of its kind; twenty places at most.

    Args:
        lacking: keys at the top that an older document may lack.

    >>> form_faults({"schema": 3}, "count")[0]
    "schema is 3, not 'zerolocus/count/1'"
    """
    root: Any = schema_of(kind)
    if isinstance(document, dict):
        root = {**root, "required": [key for key in root["required"] if key in document or key not in lacking]}
    found = []
    for fault in _faults(document, root, root, ""):
        found.append(fault)
        if len(found) == MOST_FAULTS:
            break
    return found


def _faults(value: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    for word, wanted in schema.items():
        if word not in SAID:
            yield from _WORDS[word](value, wanted, schema, root, where)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _type(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    names = [wanted] if isinstance(wanted, str) else wanted
    fits = any(type(value) in TYPES[name] for name in names)
    if not fits or (isinstance(value, float) and not math.isfinite(value)):
        yield f"{where or 'the document'} is {_shown(value)}, not {' or '.join(names)}"


def _const(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    if type(value) is not type(wanted) or value != wanted:
        yield f"{where} is {_shown(value)}, not {wanted!r}"


def _enum(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    if not any(type(value) is type(choice) and value == choice for choice in wanted):
        yield f"{where} is {_shown(value)}, none of {', '.join(map(str, wanted))}"


def _properties(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in wanted.items():
            if key in value:
                yield from _faults(value[key], inner, root, f"{where}.{key}" if where else key)


def _required(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{where or 'the document'} has no {key}" for key in wanted if key not in value)


def _additional(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key in value:
            if key in schema.get("properties", ()):
                continue
            if wanted is False:
                yield f"{where or 'the document'} has the unknown field {_shown(key)}"
            else:
                yield from _faults(value[key], wanted, root, f"{where}.{key}" if where else str(key))


def _items(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    if isinstance(value, list):
        first = len(schema.get("prefixItems", ()))
        if wanted is False:
            if len(value) > first:
                yield f"{where} has {len(value)} entries, not {first}"
            return
        if _plain(value[first:], wanted, root):  # long lists, seen at once
            return
        for number, inner in enumerate(value[first:], first):
            yield from _faults(inner, wanted, root, f"{where}[{number}]")


def _plain(values: list[Any], wanted: Any, root: Any) -> bool:
    """Whether whole numbers or texts are asked for, with no other words than these, and all of the values are such."""
    while wanted.keys() == {"$ref"}:
        wanted = root["$defs"][wanted["$ref"].removeprefix("#/$defs/")]
    kinds = set(map(type, values))
    if wanted.get("type") == "integer" and wanted.keys() <= {"type", "minimum", "maximum"}:
        least, most = wanted.get("minimum", -math.inf), wanted.get("maximum", math.inf)
        return kinds <= {int} and all(least <= value <= most for value in values)
    if wanted.get("type") == "string" and wanted.keys() <= {"type", "pattern", "maxLength"}:
        fits = re.compile(wanted.get("pattern", "(?s:.*)").removeprefix("^").removesuffix("$")).fullmatch
        most = wanted.get("maxLength", math.inf)
        return kinds <= {str} and all(len(value) <= most and fits(value) for value in values)
    return False


def _prefix(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    if isinstance(value, list):
        for number, (inner, one) in enumerate(zip(value, wanted, strict=False)):
            yield from _faults(inner, one, root, f"{where}[{number}]")


def _size(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    least, most = schema.get("minItems", 0), schema.get("maxItems", math.inf)
    if isinstance(value, list) and not least <= len(value) <= most:
        yield f"{where} has {len(value)} entries"


def _range(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    if type(value) in (int, float) and not schema.get("minimum", -math.inf) <= value <= schema.get("maximum", math.inf):
        yield f"{where} is {_shown(value)}, which is out of range"


def _length(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    if isinstance(value, str) and len(value) > wanted:
        yield f"{where} has {len(value)} characters (limit {wanted})"


def _pattern(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    if isinstance(value, str) and re.fullmatch(wanted.removeprefix("^").removesuffix("$"), value) is None:
        yield f"{where} is {_shown(value)}, which is not of its form"


def _any_of(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    tried = [next(_faults(value, choice, root, where), None) for choice in wanted]
    if None not in tried:
        yield str(tried[-1])


def _reference(value: Any, wanted: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    return _faults(value, root["$defs"][wanted.removeprefix("#/$defs/")], root, where)


_WORDS = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "properties": _properties,
    "required": _required,
    "additionalProperties": _additional,
    "items": _items,
    "prefixItems": _prefix,
    "minItems": _size,
    "maxItems": _size,
    "minimum": _range,
    "maximum": _range,
    "maxLength": _length,
    "pattern": _pattern,
    "anyOf": _any_of,
    "$ref": _reference,
}
