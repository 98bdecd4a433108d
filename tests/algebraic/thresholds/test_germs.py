"""Ideals at the origin: blow-ups as a second route, invariance, and what must not be called exact."""

from fractions import Fraction
from random import Random

import pytest

from algebraic.systems import as_system
from algebraic.thresholds.germs import at_origin
from tests.reference.blow_ups import NotRational, plane_curve, plane_ideal


def decide(*equations):
    return at_origin(as_system(list(equations)).polynomials)


CURVES = [
    "x*y", "x^2*y", "x^2 - y^3", "x^2 - y^4", "x^2 - y^5", "x^3 - y^4", "x^3 + x*y^3", "x^2*y - y^3", "x^2*y + y^4",
    "(x-y)^2 + y^3", "(x-y)^2 - y^4", "(x - y^2)^2 + y^5", "(x+2*y)^2*x", "(x-y)^2*(x+y) + y^5", "x^2*(x-y^2)^2",
    "x*(x-y)*(x+y)*(x-2*y)", "(x^2-y^3)*(x^3-y^2)", "x^2 + y^2", "(x^2+y^2)^2 - y^5", "y^2*(x^2 - y^3)",
    "(y-x^2-x^3)^2*y",
]  # fmt: skip


@pytest.mark.parametrize("equation", CURVES)
def test_plane_curves_by_blowing_up_points(equation):
    found = decide(equation)
    assert (found.value, found.multiplicity) == plane_curve(equation)


@pytest.mark.slow
def test_drawn_plane_curves_by_blowing_up_points():
    """Products of curves through the origin, some of them twice; undecided is an answer, wrong is not."""
    draw, decided = Random(3), 0
    pieces = ["x", "y", "x-y", "x+y", "x-y^2", "y-x^2", "x^2-y^3", "x+y^2-2*x*y", "x^2+y^2", "x^3-y^2"]
    for _ in range(10):
        equation = "*".join(f"({draw.choice(pieces)})^{draw.randint(1, 2)}" for _ in range(draw.randint(1, 3)))
        found, (value, multiplicity) = decide(equation), plane_curve(equation)
        assert found.lower <= value <= found.upper
        if found.value is not None:
            decided += 1
            assert found.value == value, equation
            assert found.multiplicity in (None, multiplicity), equation
    assert decided >= 8


def test_drawn_plane_ideals_by_blowing_up_points():
    """Several equations: powers of curves through the origin, and sums of a few monomials, with units among them."""
    draw, decided, seen = Random(4), 0, 0
    pieces = ["x", "y", "x-y", "x+y", "x-y^2", "x^2-y^3", "x^2+y^2", "x^2+x*y+y^2", "1+x", "(x-y)^2+y^3"]

    def equation():
        if draw.random() < 0.5:
            return "*".join(f"({draw.choice(pieces[:-2])})^{draw.randint(1, 2)}" for _ in range(2)) + "*x"
        exponents = [(draw.randint(1, 4), draw.randint(0, 4)) for _ in range(3)]
        return " + ".join(
            f"{draw.choice((-2, -1, 1, 3))}*{draw.choice((f'x^{a}*y^{b}', f'y^{a}*x^{b}'))}" for a, b in exponents
        )

    while seen < 15:
        equations = ["x*y^4", *(equation().replace("+ -", "- ") for _ in range(draw.randint(1, 2)))]
        try:
            value, multiplicity = plane_ideal(equations)
        except NotRational:
            continue
        found, seen = decide(*equations), seen + 1
        assert found.lower <= value <= found.upper, equations
        if found.value is not None:
            decided += 1
            assert found.multiplicity in (None, multiplicity), equations
    assert decided >= 12


def test_blowing_up_several_equations_by_hand():
    """(x², xy, y³) meets the diagonal in the vertex (1, 1): 1/2 twice, where the cusp alone has 5/12."""
    assert plane_ideal(["x^2-y^3", "x*y"]) == (Fraction(1, 2), 2)
    assert plane_ideal(["x^2-y^3"]) == (Fraction(5, 12), 1)
    with pytest.raises(NotRational):
        plane_ideal(["(x^2-2*y^2)^2 + y^5"])


IDEALS = [
    ["x*y", "x*z"], ["x^2 - y^3", "x*z"], ["x*y + z*w"], ["x^2*y", "z^3 - x*y"], ["x*y", "y*z", "x*z"],
    ["x*y + z*w", "x*y^2 + z*w^2"], ["x^2 + y^2 + z^2"], ["x + y^2 - z", "y*z"],
]  # fmt: skip


@pytest.mark.parametrize("equations", IDEALS)
def test_permuted_scaled_combined_and_multiplied_by_units(equations):
    expected = decide(*equations)
    assert expected.value is not None
    names = str.maketrans("xyzw", "zwxy")
    others = [
        [each.translate(names) for each in equations],
        [f"7*({each})" for each in reversed(equations)],
        [f"({each})*(1 + x - 3*y)" for each in equations],
        [*equations, "+".join(f"({each})" for each in equations)],
        ["+".join(f"{k + 2}*({each})" for k, each in enumerate(equations)), *equations[1:]],
        [each.replace("x", "(3*x)").replace("y", "(y/2)") for each in equations],
    ]
    for other in others:
        found = decide(*other)
        assert (found.value, found.multiplicity) == (expected.value, expected.multiplicity), other


@pytest.mark.parametrize("equations", IDEALS)
def test_linear_coordinates_never_give_another_value(equations):
    """In other coordinates the polyhedron may not decide, but what it says must hold."""
    expected = decide(*equations).value
    found = decide(*[each.replace("x", "(x+y)").replace("z", "(z-2*x)") for each in equations])
    assert found.lower <= expected <= found.upper


def test_parts_in_different_variables():
    one, other = decide("x^2 - y^3"), decide("a*b")
    both = decide("x^2 - y^3", "a*b")
    assert (both.value, both.multiplicity) == (one.value + other.value, 2)
    product = decide("(x^2 - y^3)*a*b")
    assert (product.value, product.multiplicity) == (one.value, 1)
    assert decide("a*b", "x").value == 1
    assert decide("z*a*b").multiplicity == 3


@pytest.mark.parametrize("power", [2, 3])
def test_powers(power):
    assert decide(f"(x^2 - y^3)^{power}").value == Fraction(5, 12 * power)


@pytest.mark.parametrize(
    ("equations", "true"),
    [
        (["(x^2 - y^3)^2 + x*y^5"], None),
        (["(x^2 - 2*y^2)^2 + y^5"], None),
        (["(x^2 + y^2 - z^2)^2 + z^5"], None),
        (["(x*y - z^2)^2 + z^6*x"], None),
    ],
)
def test_degenerate_faces_are_not_called_exact(equations, true):
    found = decide(*equations)
    assert found.value == true
    assert found.lower < found.upper
    assert found.multiplicity is None


def test_real_is_not_complex():
    """x² + y² + z² over C has λ = 1/2 for K = ½ f², and so has each smaller number of squares from 2 on over C."""
    assert decide("x^2 + y^2 + z^2").value == Fraction(3, 4)
    assert decide("x^2 + y^2 - z^2").value == Fraction(1, 2)


def test_every_bound_has_its_reason():
    found = decide("(x^2 - y^3)^2 + x*y^5")
    assert (found.lower, found.upper) == (Fraction(1, 8), Fraction(5, 24))
    assert any("Newton polyhedron" in reason for reason in found.reasons)


def test_what_does_not_vanish_is_a_defect():
    with pytest.raises(ValueError, match="vanish"):
        decide("x + 1")
