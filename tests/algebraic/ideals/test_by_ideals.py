import flint
import numpy as np
import pytest

from algebraic import Network, zero_error_system
from algebraic.data.sources import random_data
from algebraic.engines import macaulay_leading_ideal, msolve_leading_ideal
from algebraic.engines.locate import find_engine
from algebraic.ideals.by_ideals import ModularSolutions, solutions_modulo
from algebraic.ideals.decisions import count_solutions
from algebraic.ranks.rank import data_rank
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.shell.errors import EngineFailed, OutOfBudget
from algebraic.shell.exact import rationals
from tests.networks import SQUARES

PRIMES = (2_147_483_629, 1_073_741_827)


def count(network, inputs, targets, **options):
    inputs, targets = rationals(inputs), rationals(targets)
    system = zero_error_system(network, inputs, targets)
    return count_solutions(system, network, inputs, targets, data_rank(network, inputs), **options)


def count_random(network, num_samples, seed=0, **options):
    data = random_data(network, num_samples, seed=seed)
    return count(network, data.inputs, data.targets, **options), data


@pytest.mark.msolve
@pytest.mark.parametrize("row", SQUARES, ids=lambda r: r.name)
def test_published_counts(row):
    found, _ = count_random(row.network, row.num_params)
    assert (found.count, found.status) == (row.count, "exact_mod_p")
    assert found.count <= row.bkk
    assert len(set(found.evidence["primes"])) == 2
    assert not found.evidence["proved"]


@pytest.mark.slow
@pytest.mark.msolve
def test_small_integers_are_not_generic():
    """[1,1,1,1], z^3+z: 100 solutions for random data, 96 for the inputs below."""
    network = Network.dense([1, 1, 1, 1], "z**3+z")
    assert network.num_params == 6
    found, data = count_random(network, 6)
    assert found.count == 100
    assert count(network, [[-5], [9], [-7], [-1], [-6], [3]], data.targets).count == 96


@pytest.mark.msolve
def test_a_linear_coincidence_in_the_inputs_costs_solutions():
    network = Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    found, data = count_random(network, 4)
    special = data.inputs.copy()
    special[3] = special[2] + 7 * special[0]
    assert (found.count, count(network, special, data.targets).count) == (21, 18)


def jacobian_determinant(system, prime):
    """The determinant of the derivatives, expanded modulo a prime, by cofactors."""
    context = flint.nmod_mpoly_ctx.get(system.names, modulus=prime, ordering=flint.Ordering.degrevlex)
    polynomials = [context.from_dict({e: c % prime for e, c in terms}) for terms in system.integer_terms]
    rows = [[p.derivative(k) for k in range(len(system.names))] for p in polynomials]

    def determinant(m):
        if len(m) == 1:
            return m[0][0]
        minors = (m[0][j] * determinant([r[:j] + r[j + 1 :] for r in m[1:]]) for j in range(len(m)))
        return sum(((-1) ** j * term for j, term in enumerate(minors)), context.constant(0))

    return {tuple(map(int, e)): int(c) for e, c in determinant(rows).to_dict().items()}


@pytest.mark.msolve
def test_all_105_solutions_of_s5_are_simple():
    """With the Jacobian determinant added there is no solution: 105 distinct ones, and BKK allows no more."""
    network = next(row for row in SQUARES if row.name == "S5").network
    data = random_data(network, 5)
    system = zero_error_system(network, data.inputs, data.targets)
    equations = [dict(terms) for terms in system.integer_terms]
    assert solutions_modulo(equations, 5, PRIMES[0]) == ModularSolutions(PRIMES[0], 0, 105)
    with_determinant = [*equations, jacobian_determinant(system, PRIMES[0])]
    assert solutions_modulo(with_determinant, 5, PRIMES[0]).dimension == -1


@pytest.mark.parametrize("name", ["S1", "S2", "S4", "S6"])
def test_the_embedded_engine_counts_the_smallest(name, no_engines):
    row = next(r for r in SQUARES if r.name == name)
    data = random_data(row.network, row.num_params)
    system = zero_error_system(row.network, data.inputs, data.targets)
    found = solutions_modulo([dict(t) for t in system.integer_terms], row.num_params, PRIMES[0])
    assert (found.dimension, found.count) == (0, row.count)


def test_without_msolve_larger_systems_say_what_to_do(no_engines):
    found, _ = count_random(next(r for r in SQUARES if r.name == "S13").network, 8)
    assert (found.count, found.status) == (None, "undecided")
    assert "make engines" in found.evidence["statement"]
    assert found.limit is None


def standard_systems():
    """katsura-n has 2^n solutions, noon-n 3^n − 2n, eco-n 2^(n−2)."""

    def katsura(n):
        u = lambda i: tuple(int(k == abs(i)) for k in range(n + 1))  # noqa: E731
        add = lambda a, b: tuple(x + y for x, y in zip(a, b, strict=True))  # noqa: E731
        equations = [{u(0): 1, **{u(i): 2 for i in range(1, n + 1)}, (0,) * (n + 1): -1}]
        for m in range(n):
            terms = {}
            for i in range(-n, n + 1):
                if abs(m - i) <= n:
                    key = add(u(i), u(m - i))
                    terms[key] = terms.get(key, 0) + 1
            terms[u(m)] = terms.get(u(m), 0) - 1
            equations.append(terms)
        return equations, n + 1, 2**n

    def noon(n):
        equations = []
        for i in range(n):
            terms = {(0,) * n: 10, tuple(int(k == i) for k in range(n)): -11}
            for j in range(n):
                if j != i:
                    terms[tuple(int(k == i) + 2 * int(k == j) for k in range(n))] = 10
            equations.append(terms)
        return equations, n, 3**n - 2 * n

    def eco(n):
        equations = []
        for k in range(1, n):
            terms = {}
            for i in range(n - k):  # (x_k + Σ x_i x_{i+k}) x_n = k
                exponents = [0] * n
                if i:
                    exponents[i - 1] += 1
                exponents[i + k - 1] += 1
                exponents[n - 1] += 1
                terms[tuple(exponents)] = 1
            terms[(0,) * n] = -k
            equations.append(terms)
        equations.append({**{tuple(int(k == i) for k in range(n)): 1 for i in range(n - 1)}, (0,) * n: 1})
        return equations, n, 2 ** (n - 2)

    return {
        "katsura-2": katsura(2),
        "katsura-4": katsura(4),
        "noon-3": noon(3),
        "noon-4": noon(4),
        "eco-4": eco(4),
        "eco-6": eco(6),
    }


@pytest.mark.msolve
@pytest.mark.parametrize("name", standard_systems())
def test_standard_systems(name):
    equations, num_variables, expected = standard_systems()[name]
    for prime in PRIMES:
        assert solutions_modulo(equations, num_variables, prime) == ModularSolutions(prime, 0, expected)


@pytest.mark.parametrize("name", ["katsura-2", "noon-3", "eco-4"])
def test_standard_systems_by_the_embedded_engine(name, no_engines):
    equations, num_variables, expected = standard_systems()[name]
    assert solutions_modulo(equations, num_variables, PRIMES[0]) == ModularSolutions(PRIMES[0], 0, expected)


@pytest.mark.msolve
@pytest.mark.parametrize("seed", range(4))
def test_both_engines_find_the_same_leading_ideal(seed):
    stream = np.random.default_rng(seed)
    equations = []
    for _ in range(int(stream.integers(1, 4))):
        exponents = stream.integers(0, 3, (5, 3))
        equations.append(
            {tuple(map(int, e)): int(c) for e, c in zip(exponents, stream.integers(1, 99, 5), strict=True)}
        )
    equations = [e for e in equations if any(map(any, e))]
    for prime in PRIMES:
        ours = macaulay_leading_ideal(equations, 3, prime, budget=UNLIMITED)
        assert ours == sorted(msolve_leading_ideal(equations, 3, prime, budget=UNLIMITED))


def test_systems_decided_without_an_engine():
    assert solutions_modulo([{(0,): 3}], 1, 101) == ModularSolutions(101, -1, 0)
    assert solutions_modulo([{(1,): 101}], 1, 101) == ModularSolutions(101, 1, None)


def counted(monkeypatch, answers):
    """Let the primes give these answers, one after the other."""
    remaining = iter(answers)

    def fake(equations, num_variables, prime, *, budget):
        answer = next(remaining)
        if isinstance(answer, Exception):
            raise answer
        return ModularSolutions(prime, *answer)

    monkeypatch.setattr("algebraic.ideals.by_ideals.solutions_modulo", fake)
    return count_random(SQUARES[2].network, 4)[0]


def test_primes_that_disagree_leave_it_undecided(monkeypatch):
    found = counted(monkeypatch, [(0, 21), (0, 20)])
    assert (found.count, found.status) == (None, "undecided")
    assert found.evidence["counts"] == [21, 20]


def test_one_prime_gives_a_lower_bound(monkeypatch):
    found = counted(monkeypatch, [(0, 21), OutOfBudget("time is over")])
    assert (found.count, found.status) == (21, "lower_bound")
    assert isinstance(found.limit, OutOfBudget)


@pytest.mark.parametrize("problem", [OutOfBudget("time is over"), EngineFailed("it crashed")])
def test_an_engine_that_fails_never_counts_zero(monkeypatch, problem):
    found = counted(monkeypatch, [problem])
    assert (found.count, found.status) == (None, "undecided")
    assert (found.limit is not None) == isinstance(problem, OutOfBudget)


@pytest.mark.msolve
def test_time_limit_stops_the_count():
    network = next(r for r in SQUARES if r.name == "S13").network
    with pytest.raises(OutOfBudget):
        solutions_modulo([{(3, 3): 1, (0, 0): 1}], 2, PRIMES[0], budget=Budget(1e-6))
    assert find_engine("msolve")
    found, _ = count_random(network, 8, budget=Budget(0.01))
    assert found.status == "undecided"
