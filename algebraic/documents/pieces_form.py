"""The form of bounds for a number of connected pieces, in a document of a dimension."""

from __future__ import annotations

from .shapes import array, fields, flag, integer, maybe, number, optional, ref, text

BOX = array(ref("row"), least=1)
PIECES = fields(
    lower=integer(0),
    upper=integer(0),
    exact=flag(),
    because=text(),
    euler_characteristic=maybe(integer()),
    critical_points=array(
        fields(box=BOX, index=maybe(integer(0)), distance=number(0), ends=array(maybe(integer(1)), most=2))
    ),
    other_boxes=array(BOX),
    complex_critical_points=integer(0),
    at_most=maybe(integer(0)),
    signs=array(text(r"^[+-]+$")),
    never_zero=array(text()),
    weights=array(text()),
    forms=optional(array(text())),
    exponents=array(integer()),
    center=array(ref("rational")),
    factors=array(ref("rational")),
    equations=integer(0),
    seed=integer(0),
)
