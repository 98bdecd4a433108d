"""Documents with one number, word or entry changed: each of them."""

import copy
import random


def places(value, path=()):
    """Every place in a document, from the outside in."""
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield from places(inner, (*path, key))


def changed_once(document, path):
    """One of the copies of :func:`changed`, another for each place."""
    found = list(changed(document, path)) if path else []
    return [random.Random(repr(path)).choice(found)] if found else []


def changed(document, path):
    """Copies of a document with another value at a place."""
    value = document
    for key in path:
        value = value[key]
    for new in _others(value):
        again = copy.deepcopy(document)
        inner = again
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = new
        yield again


def _others(value):
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1, None, str(value)]
    if isinstance(value, str):
        number = value.lstrip("-").replace("/", "").isdigit()
        return (
            [value + "0", f"-{value}", f"{value}/7", "1/3", value.replace("1", "2") + "/1"]
            if number
            else ["empty", value + "1"]
        )
    if isinstance(value, list):
        return [[*value, value[-1]], value[1:], value[::-1]] if len(value) > 1 else [[], value * 2]
    return [0, "1"] if value is None else []
