import json

import pytest
import sympy

from algebraic import Network, ladder
from algebraic.data.sources import random_data
from algebraic.shell.errors import TooLarge, WrongInput
from algebraic.systems.critical import critical_system, random_ridge
from tests.algebraic.test_commands import run
from tests.networks import every_kind_of_layer
from tests.reference import slow

KINDS = every_kind_of_layer()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_gradient_against_sympy(kind):
    network = KINDS[kind]
    inputs = [[k + 2 * j for j in range(network.input_dim)] for k in (1, 4)]
    targets = [[3] * network.output_dim, [-1] * network.output_dim]
    residuals, symbols = slow.expanded_equations(network, inputs, targets)
    ridge = random_ridge("entrywise", network)
    loss = sum(r**2 for r in residuals) / 2 + sum(q * s**2 for q, s in zip(ridge, symbols, strict=True)) / 2
    assert critical_system(network, inputs, targets, ridge=ridge).expressions() == [
        sympy.expand(loss.diff(s)) for s in symbols
    ]


# Deep linear networks with an entrywise ridge: Bharadwaj, MA thesis SFSU 2022, Table 3.1; Bharadwaj–Hoşten
# arXiv 2301.12651. Columns: widths, samples, CBB, BKK with the origin added, N_C, N_C*, plain mixed volume.
DEEP_LINEAR = [
    ((1, 1, 1), 1, 9, 5, 5, 4, 4),
    ((2, 1, 1), 1, 27, 9, 5, 4, 8),
    ((2, 1, 2), 1, 81, 33, 9, 8, 32),
    ((3, 1, 2), 1, 243, 73, 9, 8, 72),
    ((1, 2, 1), 1, 81, 25, 9, 0, 16),
    ((2, 2, 1), 1, 729, 81, 9, None, 64),  # 0 by msolve alone, and too large to be confirmed
    ((1, 2, 2), 1, 729, 81, 33, 16, 64),
    ((2, 1, 1, 1), 1, 625, 33, 17, 16, 32),
]


@pytest.mark.msolve
@pytest.mark.gfan
@pytest.mark.parametrize(("widths", "num_samples", "bezout", "bkk", "count", "torus", "plain"), DEEP_LINEAR)
def test_deep_linear_table(widths, num_samples, bezout, bkk, count, torus, plain):
    network = Network.dense(widths, "z", hidden_bias=False, output_bias=False)
    data = random_data(network, num_samples)
    found = ladder(network, data.inputs, data.targets, system="critical", ridge="entrywise")
    assert found.equation_degrees == [2 * len(widths) - 3] * network.num_params
    assert (found.bezout, found.bkk, found.bkk_torus) == (bezout, bkk, plain)
    assert (found.complex_count, found.complex_count_torus) == (count, torus)
    assert found.complex_count_status == "exact_mod_p"
    assert len(set(found.ridge_values)) > 1


@pytest.mark.msolve
@pytest.mark.gfan
def test_two_hidden_layers_keep_the_origin():
    """The thesis prints 16 for H = 2, d = dx = dy = 1; the origin is the 17th (reference table)."""
    network = Network.dense([1, 1, 1, 1], "z", hidden_bias=False, output_bias=False)
    found = ladder(network, [[3]], [[7]], system="critical", ridge="entrywise")
    assert (found.complex_count, found.complex_count_torus) == (17, 16)


@pytest.mark.msolve
@pytest.mark.gfan
def test_without_a_ridge_linear_networks_have_infinitely_many():
    network = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    found = ladder(network, [[3]], [[7]], system="critical")
    assert (found.complex_count_status, found.ridge_values) == ("infinite", [0, 0])


def test_ridges():
    network = Network.dense([2, 2, 1])
    assert random_ridge("none", network) == [0] * 9
    assert len(set(random_ridge("scalar", network))) == 1
    assert random_ridge("entrywise", network, seed=1) != random_ridge("entrywise", network, seed=2)
    with pytest.raises(WrongInput):
        ladder(network, [[1, 2]], [[3]], ridge="scalar")
    with pytest.raises(WrongInput):
        ladder(network, [[1, 2]], [[3]], system="crtical")
    with pytest.raises(TooLarge):
        critical_system(Network.dense([5, 9, 9, 1], "z**3"), [[1] * 5], [[1]])


@pytest.mark.slow
@pytest.mark.msolve
def test_command():
    arguments = ["--widths", "1,1,1", "--activation", "z", "--no-hidden-bias", "--no-output-bias", "--samples", "1"]
    done = run(*arguments, "--system", "critical", "--ridge", "entrywise", "--json")
    found = json.loads(done.stdout)
    assert (found["system"], found["ridge"], found["complex_count"]) == ("critical", "entrywise", 5)
    assert run(*arguments, "--ridge", "scalar").returncode == 2
    assert run("--system", "critical", "--ridge", "round").returncode == 2
