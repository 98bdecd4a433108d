"""Regular sets are proved regular, singular ones are refused by name, and what is open is not called regular."""

import pytest

from algebraic.ideals import check_cofactors
from algebraic.pieces.regular import prove_regular, singular_at_origin, singular_systems
from algebraic.shell import UNLIMITED, HypothesesNotMet
from algebraic.systems import as_system


@pytest.mark.parametrize("texts", [["x*y*z - 2"], ["y^2 - x^3 + x"], ["x*y - 1", "x*z - 1"], ["x^2 + y^2 + 1"]])
def test_cofactors_prove_each_chart_again(texts):
    system = as_system(texts)
    found, charts = prove_regular(system, seed=0, budget=UNLIMITED), singular_systems(system)
    assert len(found.cofactors) == len(charts) == len(texts)
    for chart, each in zip(charts, found.cofactors, strict=True):
        assert check_cofactors(chart, each.cofactors, each.denominator)


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["x*y"], "singular_set"),
        (["x^2 + y^2"], "singular_set"),
        (["y^2 - x^3"], "singular_set"),
        (["x^2 - 1 - y^2 + 2*y - 1 + 1"], "not_proved_regular"),  # two lines that meet in (0, 1)
        (["x*y - 1", "x^2*y^2 - 1 + z^2"], "not_proved_regular"),  # z² = 0
        (["(x^2 + 1)^2 + y*(y - 1)*(x^2 + 1)"], "not_proved_regular"),  # singular at complex points only
    ],
)
def test_singular_sets_are_refused_by_name(texts, kind):
    with pytest.raises(HypothesesNotMet) as refused:
        prove_regular(as_system(texts), seed=0, budget=UNLIMITED)
    assert refused.value.kind == kind
    assert refused.value.hint


def test_the_chart_of_a_later_multiplier_counts():
    """x = 0 and y² = 0: only the second gradient vanishes, so that the first chart alone proves nothing."""
    first, second = singular_systems(as_system(["x", "y^2"]))
    assert (len(first.names), len(second.names)) == (3, 2)
    with pytest.raises(HypothesesNotMet):
        prove_regular(as_system(["x", "y^2"]), seed=0, budget=UNLIMITED)


def test_the_origin():
    assert not singular_at_origin(as_system(["x + y^2", "y + x*y"]))
    assert singular_at_origin(as_system(["x + y^2", "x + x*y"]))
