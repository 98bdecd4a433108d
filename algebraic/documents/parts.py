"""The forms of what occurs in documents of several kinds: networks, data, numbers, evidence, certificates."""

from __future__ import annotations

from .shapes import (
    SCALAR,
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
    ref,
    text,
    tuple_of,
)

SHA256 = text(r"^[0-9a-f]{64}$")
DIGESTS = fields(inputs=SHA256, targets=SHA256)


def schema_name(kind: str) -> str:
    """What a document carries under ``schema``.

    >>> schema_name("count")
    'zerolocus/count/1'
    """
    return f"zerolocus/{kind}/1"


PARTS: dict[str, Shape] = {
    "evidence": fields(
        kind=text(),
        proved=flag(),
        statement=text(),
        multipliers=optional(array(ref("rational"))),
        point=optional(array(ref("rational"))),
        fixed=optional(mapping(integer())),
        engine=optional(text()),
        primes=optional(array(integer(1))),
        dimensions=optional(array(integer(-1))),
        counts=optional(array(maybe(integer(0)))),
        confirmed=optional(maybe(text())),
        degree=optional(integer(0)),
        denominator=optional(text(r"^[0-9]*[1-9][0-9]*$", most=2000000)),
        cofactors=optional(
            array(array(tuple_of(array(integer(0)), text(r"^-?[0-9]+(/0*[1-9][0-9]*)?$", most=2000000))))
        ),
    ),
    "rational": text(r"^-?[0-9]+(/0*[1-9][0-9]*|(\.[0-9]+)?(e[-+]?[0-9]{1,3})?)$", most=10000),
    "graph": fields(
        input_dim=integer(1),
        num_params=integer(1),
        layers=array(fields(units=array(ref("unit"), least=1), activation=ref("activation")), least=1),
        fixed=optional(array(ref("rational"), least=1, most=1000)),
    ),
    "unit": tuple_of(array(ref("edge")), integer(-1)) | {"description": "edges, and the label of the bias or -1"},
    "edge": either(tuple_of(integer(0), integer(0)), tuple_of(integer(0), integer(0), integer(0)))
    | {"description": "a label of a parameter, and a place in the signal, or two that are multiplied"},
    "activation": maybe(array(ref("rational"), least=2, most=1001))
    | {"description": "coefficients from the constant on; null for a linear layer"},
    "options": mapping(either(SCALAR, array(either(text(), array(text()))))),
    "reasons": mapping(text()),
    "row": tuple_of(ref("decimal"), ref("decimal"), ref("radius")),
    "decimal": text(r"^-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]{1,4})?$", most=4000),
    "radius": text(r"^[0-9]+(\.[0-9]+)?(e[-+]?[0-9]{1,4})?$", most=100),
    "status": one_of("exact", "exact_mod_p", "lower_bound", "empty", "infinite", "undecided"),
    "table": array(array(ref("rational"), least=1), least=1),
    "versions": mapping(maybe(text())),
    "by_minor": fields(
        claim=fields(rank_at_least=integer(1), num_params=integer(1), num_equations=integer(1)),
        graph=ref("graph"),
        minor=ref("minor"),
        upper_bound=ref("reason"),
        schema=optional(only(schema_name("rank"))),
        data=optional(ref("data_set")),
    ),
    "minor": fields(
        prime=integer(2, most=2**63),
        weights=array(integer(0)),
        inputs=array(array(integer(0)), least=1),
        rows=array(integer(0), least=1),
        columns=array(integer(0), least=1),
    ),
    "reason": fields(
        kind=one_of("parameters", "equations", "symmetries", "function_space", "random_points"),
        statement=text(),
        proved=flag(),
        error_probability=maybe(number()),
    ),
    "data_set": either(
        fields(
            table=fields(inputs=ref("table"), targets=ref("table"), denominator=optional(integer(1))),
            sha256=optional(DIGESTS),
        ),
        fields(
            named=fields(
                name=one_of("digits", "patches", "random"),
                seed=integer(0),
                samples=integer(1),
                rule=optional(integer(1)),
            ),
            sha256=optional(DIGESTS),
        ),
        fields(
            elsewhere=fields(samples=integer(1), seed=optional(integer(0)), rule=optional(integer(1))),
            sha256=optional(DIGESTS),
        ),
    ),
    "columns": fields(
        kind=only("columns_modulo_prime"),
        claim=fields(
            num_params=integer(1),
            num_equations=integer(1),
            num_different_equations=integer(1),
            rank_at_least=integer(0),
        ),
        network=fields(options=maybe(ref("options")), sha256=SHA256, plain=optional(ref("network"))),
        data=fields(options=maybe(ref("options")), sha256=DIGESTS, plain=optional(ref("data_set"))),
        prime=integer(2, most=2**63),
        seed=integer(0, most=2**63),
        index=integer(0, most=1000),
        columns=array(integer(0, most=2**62)),
        matrix_sha256=SHA256,
        upper_bound=maybe(ref("reason")),
        schema=optional(only(schema_name("rank"))),
    ),
    "network": either(
        fields(graph=ref("graph")),
        fields(
            dense=fields(
                widths=array(integer(1), least=2),
                activations=array(array(ref("rational"), least=2, most=1001)),
                hidden_bias=flag(),
                output_bias=flag(),
                output_activation=flag(),
            )
        ),
        fields(named=fields(name=text(), activation=array(ref("rational"), least=2, most=1001), outputs=integer(1))),
        fields(
            tables=fields(
                input_dim=integer(1),
                num_params=integer(1),
                layers=array(
                    fields(
                        positions=array(array(integer(-1)), least=1),
                        weight_labels=array(array(array(integer(-1))), least=1),
                        bias_labels=array(array(integer(-1)), least=1),
                        activation=ref("activation"),
                        factors=optional(array(array(integer(-1)), least=1)),
                    ),
                    least=1,
                ),
                fixed=optional(array(ref("rational"), least=1, most=1000)),
            )
        ),
    ),
    "counting": fields(
        kind=only("counting"),
        claim=fields(num_params=integer(1), num_equations=integer(1), num_different_equations=integer(1)),
        network=fields(options=maybe(ref("options")), sha256=SHA256, plain=optional(ref("network"))),
        data=fields(options=maybe(ref("options")), sha256=DIGESTS, plain=optional(ref("data_set"))),
        schema=optional(only(schema_name("rank"))),
    ),
    "maybe_evidence": either(fields(), ref("evidence")),
}
