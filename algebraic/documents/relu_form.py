"""The form of a zero-error set of a two-layer ReLU network."""

from __future__ import annotations

from .parts import schema_name
from .shapes import Shape, array, fields, flag, integer, maybe, one_of, only, optional, ref, text, tuple_of

WEIGHTS: dict[str, Shape | optional] = {"output_weights": ref("table"), "hidden_weights": ref("table")}
SPOT = maybe(
    fields(
        signs=array(integer(-1, most=1)),
        products=array(array(ref("rational"))),
        **WEIGHTS,
        **{name: array(integer(1)) for name in ("dead", "zero", "no_output", "no_input")},
    )
)
RELU = fields(
    schema=only(schema_name("relu")),
    widths=array(integer(1), least=3, most=3),
    num_samples=integer(1),
    leak=ref("rational"),
    hidden_bias=flag(),
    status=one_of("exact", "empty", "lower_bound", "upper_bound", "undecided"),
    components=maybe(integer(0)),
    components_up_to_permutation=maybe(integer(0)),
    dimension=maybe(integer(0)),
    num_cells=integer(1),
    num_nonempty_cells=maybe(integer(0)),
    points=array(
        fields(
            copies=integer(1),
            dimension=maybe(integer(0)),
            num_cells=integer(1),
            cells=maybe(array(array(integer(0)))),
            cell=array(integer(0), least=1),
            signs=array(integer(-1, most=1)),
            products=array(array(ref("rational"))),
            output_weights=ref("table"),
            hidden_weights=ref("table"),
        )
    ),
    certificate=fields(
        columns=array(integer(0)),
        rays=array(tuple_of(integer(-1, most=1), array(integer(), least=1))),
        pieces=array(fields(sign=integer(-1, most=1), pattern=text("^[01]+$"), rays=array(integer(0)))),
        combinations=array(array(tuple_of(integer(0), ref("rational")))),
        separators=array(array(ref("rational"), least=1)),
        faces=array(array(ref("rational"), least=1)),
    ),
    minima=maybe(
        fields(
            least=ref("rational"),
            bad=array(
                fields(value=ref("rational"), residual=array(ref("rational")), in_products=SPOT, in_weights=SPOT)
            ),
            proofs=array(
                fields(
                    combination=array(tuple_of(integer(0), ref("rational"))),
                    faces=array(array(ref("rational"), least=1)),
                )
            ),
        )
    ),
    path=maybe(
        fields(
            from_=fields(**WEIGHTS),
            to=fields(**WEIGHTS),
            joined=maybe(flag()),
            nodes=array(fields(step=one_of("start", "linear", "rescale"), **WEIGHTS)),
            cells=array(array(integer(0), least=1), least=1),
        )
    ),
    reasons=ref("reasons"),
    data=fields(source=text(), inputs=ref("table"), targets=ref("table")),
    options=ref("options"),
    seed=maybe(integer(0)),
    versions=ref("versions"),
)
