"""The forms of documents with certified solutions: of a network, and of equations as they are written."""

from __future__ import annotations

from .parts import schema_name
from .shapes import (
    Shape,
    array,
    fields,
    flag,
    integer,
    mapping,
    maybe,
    number,
    one_of,
    only,
    optional,
    ref,
    text,
    tuple_of,
)

SEARCHING = ("monodromy", "interrupted", "second seed", "last segment", "certificates")  # what time cuts short of it
CONFIDENCE = fields(level=number(), mean=tuple_of(number(), number()), median=tuple_of(integer(0), integer(0)))
REAL_COUNTS: dict[str, Shape | optional] = {
    "data_sets": integer(1),
    "undecided": integer(0),
    "min": integer(0),
    "median": number(0),
    "max": integer(0),
    "mean": number(0),
    "confidence": CONFIDENCE,
    "histogram": mapping(integer(1)),
    "complex_count": integer(0),
    "distribution": text(),
    "seed": integer(0),
}
ENDS = fields(
    **dict.fromkeys(("certified", "infinity", "gave_up", "suspected"), integer(0)),
    **dict.fromkeys(("largest_size", "smallest_step"), maybe(number(0))),
    infinity_support=maybe(text()),
    bits=maybe(integer(1)),
    multiplicities=array(integer(1)),
)
SUSPECTED = array(
    fields(approximation=array(tuple_of(text(most=40), text(most=40))), certified=flag(False), reason=text())
)
FIBRES = maybe(
    array(
        fields(
            parameters=array(tuple_of(number(), number())),
            points=array(array(tuple_of(number(), number()))),
            by_coordinates=flag(),
            multiplicity=integer(1),
            sha256=optional(text()),
        )
    )
)
COUNTED: dict[str, Shape | optional] = {
    "complex_count": maybe(integer(0)),
    "complex_count_status": ref("status"),
    "complex_count_evidence": ref("evidence"),
    "real_count": maybe(integer(0)),
    "count": integer(0),
}
PATHS: dict[str, Shape | optional] = {
    "suspected": SUSPECTED,
    "at_infinity": integer(0),
    "ends": maybe(ENDS),
    "overlapping_boxes": integer(0),
    "merged_points": integer(0),
    "bkk": maybe(integer(0)),
}


def _routes(*others: str) -> Shape:
    """The routes that every search has, and some of its own."""
    return array(
        fields(
            route=one_of("bkk", "groebner", "monodromy", "second_seed", "trace", "conjugation", *others),
            count=maybe(integer(0)),
            supports=maybe(flag()),
            statement=text(),
        )
    )


COUNT: Shape = fields(
    schema=only(schema_name("count")),
    network=ref("graph"),
    inputs=ref("table"),
    targets=ref("table"),
    system=one_of("zero-error", "critical"),
    ridge=one_of("none", "scalar", "entrywise"),
    ridge_values=maybe(array(ref("rational"))),
    **COUNTED,
    solutions=array(
        fields(
            box=array(ref("row"), least=1),
            real=flag(),
            certified=flag(True),
            loss=optional(maybe(number())),
            objective=optional(maybe(number())),
            index=optional(maybe(integer(0))),
        )
    ),
    suspected=SUSPECTED,
    at_infinity=integer(0),
    ends=optional(maybe(ENDS)),
    **dict.fromkeys(("overlapping_boxes", "patterns_not_searched", "merged_points"), optional(integer(0))),
    bkk=maybe(integer(0)),
    real_counts=maybe(fields(**REAL_COUNTS, finished=flag(), num_paths=integer(0), sha256=optional(text()))),
    strata=maybe(
        array(
            fields(
                name=one_of(
                    "zero set",
                    "critical on the set of functions",
                    "split units",
                    "dead units",
                    "split and dead units",
                ),
                active_units=integer(0),
                groups=array(integer(1)),
                dead_units=integer(0),
                dimension=integer(0),
                base_points=maybe(integer(0)),
                base_status=one_of(
                    "exact", "exact_mod_p", "lower_bound", "empty", "infinite", "undecided", "not isolated"
                ),
                base_real=array(fields(loss=maybe(number()), index=maybe(integer(0)))),
                proved=flag(),
            )
        )
    ),
    reasons=ref("reasons"),
    routes=_routes("index_sum"),
    num_paths=integer(0),
    seed=integer(0),
    cut_short=array(one_of(*SEARCHING, "groebner", "strata", "real_counts")),
    fibres=FIBRES,
    options=ref("options"),
    data=text(),
    versions=ref("versions"),
)
EQUATIONS: Shape = fields(
    schema=only(schema_name("equations")),
    names=array(text(r"^[A-Za-z][A-Za-z0-9_]*$", most=100), least=1, most=1000),
    equations=array(array(tuple_of(array(integer(0)), ref("rational")), least=1), least=1),
    **COUNTED,
    solutions=array(fields(box=array(ref("row"), least=1), real=flag(), certified=flag(True))),
    **PATHS,
    routes=_routes(),
    reasons=ref("reasons"),
    num_paths=integer(0),
    seed=integer(0),
    cut_short=array(one_of(*SEARCHING, "groebner")),
    fibres=FIBRES,
    options=ref("options"),
    source=text(),
    versions=ref("versions"),
)
FUNCTIONS: Shape = fields(
    schema=only(schema_name("functions")),
    network=ref("graph"),
    system=only("function-space"),
    metric=one_of("generic", "frobenius", "data"),
    gauge=one_of("fixed", "random"),
    gauge_forms=mapping(array(ref("rational"), least=1)),
    inputs=maybe(ref("table")),
    compared=array(text(), least=1),
    metric_weights=array(ref("rational"), least=1),
    targets=array(ref("rational"), least=1),
    dimension=integer(0),
    dimension_proved=flag(),
    ambient_dimension=maybe(integer(0)),
    critical_dimension=maybe(integer(0)),
    **COUNTED,
    solutions=array(
        fields(box=array(ref("row"), least=1), real=flag(), certified=flag(True), function=maybe(integer(1)))
    ),
    fibre_size=maybe(integer(1)),
    fibre_evidence=ref("evidence"),
    zero_function=integer(0, most=1),
    strata=maybe(
        array(
            fields(
                widths=array(integer(1), least=2),
                dimension=integer(0),
                complex_count=maybe(integer(0)),
                complex_count_status=ref("status"),
                statement=text(),
            )
        )
    ),
    **PATHS,
    routes=_routes("formula"),
    reasons=ref("reasons"),
    num_paths=integer(0),
    seed=integer(0),
    cut_short=array(one_of(*SEARCHING, "groebner")),
    options=ref("options"),
    data=text(),
    versions=ref("versions"),
)
