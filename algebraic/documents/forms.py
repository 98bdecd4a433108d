"""The form of each kind of document: one description, from which our reader and the JSON Schemas are made."""

from __future__ import annotations

from functools import cache
from typing import Any

from .parts import PARTS, schema_name
from .pieces_form import PIECES
from .regions_form import REGIONS
from .relu_form import RELU
from .shapes import (
    Shape,
    array,
    either,
    fields,
    flag,
    integer,
    mapping,
    maybe,
    number,
    one_of,
    only,
    optional,
    parts_in,
    ref,
    text,
)
from .solution_forms import COUNT, EQUATIONS, FUNCTIONS, REAL_COUNTS

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TITLES = {
    "count": "A result of algebraic.count",
    "equations": "A result of algebraic.count --equations",
    "functions": "A result of algebraic.count --system function-space",
    "dimension": "A result of algebraic.dimension",
    "bezout": "A ladder of bounds of algebraic.bezout",
    "relu": "A result of algebraic.relu",
    "regions": "A result of algebraic.relu for patterns of deeper networks",
    "rank": "A certificate of a rank of the Jacobian, or of more equations than parameters",
}
KINDS = tuple(TITLES)
BOUND_NAMES = (
    "bezout",
    "multihomogeneous_bezout",
    "best_multihomogeneous_bezout",
    "bkk",
    "bkk_torus",
    "complex_count",
    "complex_count_torus",
    "paper_bezout",
)
RANK = maybe(fields(rank=integer(0), certificate=maybe(ref("minor")), upper_bound=ref("reason")))
BOUNDS: dict[str, Shape | optional] = {
    **dict.fromkeys(BOUND_NAMES, maybe(integer(0))),
    **{f"{name}_log2": maybe(number()) for name in BOUND_NAMES},
}
FORMS: dict[str, Shape] = {
    "count": COUNT,
    "equations": EQUATIONS,
    "functions": FUNCTIONS,
    "dimension": fields(
        schema=only(schema_name("dimension")),
        widths=array(integer(1)),
        num_params=integer(1),
        num_samples=integer(1),
        output_dim=integer(1),
        num_equations=integer(1),
        generic_rank=maybe(integer(0)),
        rank_of_generic_samples=maybe(integer(0)),
        data_rank=maybe(integer(0)),
        dimension=maybe(integer(0)),
        empty=maybe(flag()),
        generic_dimension=maybe(integer(0)),
        generic_empty=maybe(flag()),
        proved=flag(),
        these_targets=fields(
            empty=maybe(flag()), infinite=maybe(flag()), statement=text(), evidence=optional(ref("evidence"))
        ),
        function_space_dimension=maybe(integer(0)),
        coefficient_map_rank=maybe(integer(0)),
        function_space_ambient=maybe(integer(0)),
        symmetries=maybe(fields(dimension=integer(0), kinds=mapping(integer(0)), layers=mapping(integer(0)))),
        unexplained=maybe(integer()),
        groebner=maybe(
            fields(
                dimension=maybe(integer(0)),
                agrees=maybe(flag()),
                empty=maybe(flag()),
                primes=array(integer(1)),
                dimensions=array(integer(-1)),
                statement=text(),
            )
        ),
        degree=maybe(
            fields(
                degree=maybe(integer(0)), primes=array(integer(1)), counts=array(maybe(integer(0))), statement=text()
            )
        ),
        real_points=maybe(
            fields(
                points=array(
                    fields(
                        middle=array(ref("decimal"), least=1),
                        radius=number(0, most=1),
                        free=array(integer(0)),
                        local_dimension=integer(0),
                    )
                ),
                tried=integer(0),
                converged=integer(0),
                statement=text(),
                paths=array(
                    fields(
                        from_=integer(1),
                        to=integer(1),
                        joined=one_of(True, None),
                        segments=integer(0),
                        statement=text(),
                        nodes=optional(maybe(array(fields(middle=array(ref("decimal")), free=array(integer(0)))))),
                        along=optional(maybe(array(array(integer(0))))),
                    )
                ),
            )
        ),
        statement=text(),
        certificate=maybe(either(ref("by_minor"), ref("counting"), ref("columns"))),
        reasons=ref("reasons"),
        cut_short=array(text()),
        data=text(),
        options=ref("options"),
        seed=integer(0),
        versions=ref("versions"),
        elimination=maybe(
            fields(rank=integer(0), rows=integer(0), columns=integer(0), prime=integer(1), seconds=mapping(number(0)))
        ),
        left_kernel=maybe(
            fields(
                dimension=maybe(integer(0)),
                at_least=integer(0),
                duplicates=integer(0),
                random_inputs=maybe(integer()),
                unexplained=maybe(integer()),
                statement=text(),
            )
        ),
        network_data=ref("network"),
        data_set=ref("data_set"),
        component_bounds=optional(maybe(PIECES)),
        identifiable=optional(
            maybe(
                fields(
                    fibre_dimension=integer(0),
                    fibre_dimension_proved=flag(),
                    symmetry_dimension=integer(0),
                    permutations_and_signs=maybe(integer(1)),
                    slice_points=maybe(integer(1)),
                    slice_status=one_of("exact_mod_p", "undecided"),
                    orbit_points=maybe(integer(1)),
                    orbits=maybe(integer(1)),
                    identifiable=maybe(flag()),
                    statement=text(),
                    evidence=ref("evidence"),
                )
            )
        ),
    ),
    "bezout": fields(
        schema=only(schema_name("bezout")),
        widths=array(integer(1)),
        activation=either(text(), array(text())),
        hidden_bias=flag(),
        output_bias=flag(),
        output_activation=flag(),
        num_params=integer(1),
        num_samples=integer(1),
        output_dim=integer(1),
        num_equations=integer(1),
        system=one_of("zero-error", "critical"),
        ridge=one_of("none", "scalar", "entrywise"),
        ridge_values=maybe(array(integer())),
        generic_rank=maybe(integer(0)),
        data_rank=maybe(integer(0)),
        equation_degrees=maybe(array(integer(0))),
        **BOUNDS,
        equation_degree_log2=maybe(number()),
        best_partition=maybe(array(array(text()))),
        best_partition_effort=maybe(text()),
        complex_count_status=ref("status"),
        complex_count_evidence=ref("maybe_evidence"),
        real_counts=maybe(fields(**REAL_COUNTS)),
        generic_rank_evidence=RANK,
        data_rank_evidence=RANK,
        paper_real_estimate=maybe(number(0)),
        paper_real_estimate_log2=maybe(number()),
        paper_notes=array(text()),
        reasons=ref("reasons"),
        cut_short=array(text()),
        data=fields(source=text(), inputs=maybe(ref("table")), targets=maybe(ref("table"))),
        options=ref("options"),
        seed=integer(0),
        versions=ref("versions"),
        network_data=ref("network"),
    ),
    "relu": RELU,
    "regions": REGIONS,
    "rank": {"type": "object", "properties": {}, "required": ["claim"]}
    | either(ref("by_minor"), ref("counting"), ref("columns")),
}


@cache
def schema_of(kind: str) -> Any:
    """The JSON Schema of a kind of document, of the draft 2020-12, with every part that it refers to.

    >>> schema_of("count")["title"]
    'A result of algebraic.count'
    """
    names, found = parts_in(FORMS[kind]), set[str]()
    while names:
        found |= names
        names = parts_in([PARTS[name] for name in names]) - found
    head = {"$schema": DRAFT, "$id": f"https://zerolocus.invalid/schemas/{kind}/1", "title": TITLES[kind]}
    return {**head, **FORMS[kind], "$defs": {name: PARTS[name] for name in PARTS if name in found}}
