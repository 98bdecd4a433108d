import numpy as np
import pytest

from algebraic import Network, zero_error_system
from algebraic.bounds import newton
from algebraic.bounds.newton import bkk_bound, mixed_volume, newton_polytopes
from algebraic.bounds.polytope import normalized_volume
from algebraic.engines import gfan_mixed_volume
from algebraic.shell.budget import UNLIMITED
from algebraic.shell.errors import EngineFailed, Missing, TooLarge, WrongInput
from tests.networks import SQUARES, every_kind_of_layer

KINDS = every_kind_of_layer()


def random_integers(network, num_samples, seed=0):
    stream = np.random.default_rng(seed)
    return (
        stream.integers(1, 1000, (num_samples, network.input_dim)).tolist(),
        stream.integers(1, 1000, (num_samples, network.output_dim)).tolist(),
    )


@pytest.mark.parametrize("row", SQUARES, ids=lambda r: r.name)
def test_bkk_of_the_published_table(row):
    supports = newton_polytopes(row.network, *random_integers(row.network, row.num_params))
    assert bkk_bound(supports, affine=True) == row.bkk


def same_hull(a, b):
    """Each set lies in the hull of the other: joining them adds no volume (in a cone over them, so never flat)."""
    dimension = len(next(iter(a | b)))
    big = [(0,) * (dimension + 1), *((*(1000 * (i == k) for i in range(dimension)), 1) for k in range(dimension))]
    cone = lambda points: normalized_volume([*big, *((*p, 2) for p in points)])  # noqa: E731
    return cone(a) == cone(b) == cone(a | b)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sample", ["generic", "a zero input", "target equals the constant term"])
def test_polytopes_from_the_shape_against_the_expansion(kind, sample):
    network = KINDS[kind]
    inputs, targets = random_integers(network, 1)
    if sample == "a zero input":
        inputs[0][0] = 0
    if sample == "target equals the constant term":
        last = network.layers[-1].activation
        targets[0][0] = last.coefficients[0] if last else 0
    from_shape = newton_polytopes(network, inputs, targets)
    expanded = zero_error_system(network, inputs, targets).supports()
    for points, support in zip(from_shape, expanded, strict=True):
        assert points <= {tuple(map(int, e)) for e in support} or kind == "shared and missing edges"
        assert same_hull(set(points), {tuple(map(int, e)) for e in support})


def two_outputs():
    network = Network.dense([2, 1, 2], "z**3+z", hidden_bias=False, output_bias=False)
    return newton_polytopes(network, *random_integers(network, 2))


@pytest.mark.gfan
@pytest.mark.parametrize("row", SQUARES[:5], ids=lambda r: r.name)
def test_one_polytope_by_gfan(row):
    supports = newton_polytopes(row.network, *random_integers(row.network, row.num_params))
    with_origin = [sorted(s | {(0,) * row.num_params}) for s in supports]
    assert gfan_mixed_volume(with_origin, budget=UNLIMITED) == row.bkk


def cyclic(n):
    """Supports of the cyclic n-roots system."""
    supports = []
    for length in range(1, n):
        supports.append([tuple(int((i - start) % n < length) for i in range(n)) for start in range(n)])
    return [*supports, [(1,) * n, (0,) * n]]


@pytest.mark.gfan
@pytest.mark.parametrize(("n", "expected"), [(5, 70), (6, 156), (7, 924)])
def test_mixed_volumes_of_cyclic_roots(n, expected):
    assert mixed_volume(cyclic(n)) == (expected, True)


def test_mixed_volume_without_gfan(no_engines, monkeypatch):
    triangle = lambda d: [(0, 0), (d, 0), (0, d)]  # noqa: E731
    assert mixed_volume([triangle(3), triangle(5)]) == (15, True)  # Bézout in the plane
    assert mixed_volume([[(0, 0), (1, 0)], [(0, 0), (0, 1)]]) == (1, True)
    assert mixed_volume(two_outputs()) == (8, True)
    assert mixed_volume(cyclic(7)) == (924, True)
    monkeypatch.setattr(newton, "mixed_volume_again", lambda supports, budget: None)  # too many cells
    with pytest.raises(Missing, match="gfan") as caught:
        mixed_volume(cyclic(7))
    assert caught.value.exit_code == 3


@pytest.mark.gfan
def test_gfan_alone_proves_nothing(monkeypatch):
    monkeypatch.setattr(newton, "mixed_volume_again", lambda supports, budget: None)
    assert mixed_volume(cyclic(5)) == (70, False)


def test_needs_as_many_supports_as_dimensions():
    with pytest.raises(WrongInput):
        mixed_volume([[(0, 0), (1, 0)]])


def test_a_constant_equation_leaves_no_solution():
    network = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False)
    supports = newton_polytopes(network, [[0], [1]], [[5], [1]])
    assert supports[0] == {(0, 0)}
    assert bkk_bound(supports, affine=True) == 0


def test_deep_chains_are_refused():
    network = Network.dense([1, *[1] * 30], "z**2+z", hidden_bias=False, output_bias=False)
    with pytest.raises(TooLarge):
        newton_polytopes(network, [[2]], [[3]])


def test_what_is_proved_needs_no_word_of_gfans(tmp_path, monkeypatch):
    """A conic and a line meet twice, whatever is said, and also if nothing is: gfan fails at sides of a thousand."""
    fake = tmp_path / "gfan"
    fake.write_text("#!/bin/sh\ncat > /dev/null; echo 3\n")
    fake.chmod(0o755)
    monkeypatch.delenv("ZEROLOCUS_NO_ENGINES", raising=False)
    monkeypatch.setenv("ZEROLOCUS_GFAN", str(fake))
    conic, line = [(0, 0), (2, 0), (0, 2)], [(0, 0), (1, 0), (0, 1)]
    assert mixed_volume([conic, line]) == (2, True)
    fake.write_text("#!/bin/sh\nexit 1\n")
    assert mixed_volume([conic, line]) == (2, True)
    monkeypatch.setattr(newton, "mixed_volume_again", lambda supports, budget: None)
    with pytest.raises(EngineFailed):
        mixed_volume([conic, line])
