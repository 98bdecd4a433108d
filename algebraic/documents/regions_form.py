"""The form of zeros of deep ReLU networks, pattern by pattern."""

from __future__ import annotations

from .parts import schema_name
from .shapes import array, fields, flag, integer, maybe, one_of, only, ref, text
from .solution_forms import EQUATIONS

STATUS = one_of("exact", "lower_bound", "positive_dimensional", "undecided")
REGIONS = fields(
    schema=only(schema_name("regions")),
    widths=array(integer(1), least=3),
    num_samples=integer(1),
    leak=ref("rational"),
    hidden_bias=flag(),
    status=STATUS,
    count=maybe(integer(0)),
    dimension=maybe(integer(0)),
    undecided=integer(0),
    chosen=one_of("all", "given"),
    num_patterns=integer(0),
    regions=array(
        fields(
            pattern=array(array(text("^[01]+$"), least=1), least=1),
            copies=integer(1),
            status=STATUS,
            count=maybe(integer(0)),
            outside=integer(0),
            undecided=integer(0),
            dimension=maybe(integer(0)),
            dimension_at_most=maybe(integer(0)),
            because=text(),
            degree=maybe(integer(0)),
            slices=array(array(integer(), least=1)),
            points=array(fields(solution=integer(0), weights=array(ref("rational"), least=1))),
            census=maybe(EQUATIONS),
        )
    ),
    reasons=ref("reasons"),
    data=fields(source=text(), inputs=ref("table"), targets=ref("table")),
    options=ref("options"),
    seed=integer(0),
    versions=ref("versions"),
)
