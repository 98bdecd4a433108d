import json
import subprocess
import sys

import flint
import numpy as np
import pytest

import algebraic.ranks.blocks as jacobian_matrix
import algebraic.ranks.columns as rank_proof
from algebraic import Network, data_rank, generic_rank
from algebraic.data.integer_data import IntegerData, load_integer_data
from algebraic.data.sources import random_data
from algebraic.networks.passes import jacobian
from algebraic.networks.rings import Rationals
from algebraic.ranks import rank_at
from algebraic.ranks.columns import network_digest, prove_rank, row_profile
from algebraic.ranks.float64_passes import ModularJacobian
from algebraic.ranks.function_space import coefficient_map_rank
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget, TooLarge, WrongInput


def data_for(network, num_samples, seed=0):
    return load_integer_data("random", network, num_samples, seed=seed)


def given(inputs):
    inputs = np.array(inputs)
    return IntegerData(inputs, np.zeros((len(inputs), 1), dtype=int), 1, "given")


def without_bias(widths, degree=2):
    return Network.dense(widths, f"z**{degree}", hidden_bias=False, output_bias=False)


NETWORKS = [
    without_bias((2, 3, 1)),
    without_bias((5, 1, 3)),
    without_bias((2, 2, 3, 3)),
    without_bias((5, 7, 1), 3),
    Network.dense([3, 4, 2], "z**2/3+z"),
    Network.dense([2, 2, 2, 1], "z**3+z"),
    Network.dense([4, 2], "z"),
]


@pytest.mark.parametrize("network", NETWORKS, ids=repr)
def test_ranks_as_by_python_flint(network):
    """For all N up to one more than the parameters allow: modulo other primes, and over Q at an integer point."""
    most = network.num_params // network.output_dim + 1
    for num_samples in {1, 2, 3, most // 2, most - 1, most} - {0}:
        data = data_for(network, num_samples)
        found = prove_rank(network, data)
        assert found.rank == data_rank(network, random_data(network, num_samples).inputs).rank
        ring = Rationals()
        weights = np.random.default_rng(5).integers(-99, 100, network.num_params)
        exact = jacobian(network, ring, ring.array(weights), ring.array(data.inputs))
        assert found.rank == flint.fmpq_mat(exact.tolist()).rank()
        assert found.full == (found.rank == num_samples * network.output_dim)


@pytest.mark.parametrize("network", [n for n in NETWORKS if n.output_dim == 1], ids=repr)
def test_ranks_grow_to_the_dimension_of_the_function_space(network):
    """r_N = min(N, r) for one output; r has two other routes: generic inputs until it stops, and coefficients."""
    data = data_for(network, network.num_params + 3)
    profile = row_profile(network, data)
    dimension = generic_rank(network).rank
    assert profile.tolist() == list(range(dimension))
    assert dimension == coefficient_map_rank(network)


def test_profiles_are_the_ranks_of_all_first_samples():
    network = NETWORKS[4]
    data = given([[1, 2, 3], [2, 4, 6], [1, 2, 3], [0, 1, 0], [7, 7, 7], [1, 1, 1], [3, 5, 8], [9, 1, 4], [2, 2, 6]])
    profile = row_profile(network, data)
    for num_samples in range(1, 10):
        first = given(data.inputs[:num_samples])
        assert (profile < 2 * num_samples).sum() == prove_rank(network, first).rank


def test_planted_duplicates_are_left_out():
    network = Network.dense([3, 5, 2], "z**2+z")
    inputs = np.random.default_rng(0).integers(0, 256, (8, 3))
    found = prove_rank(network, given(inputs[[0, 1, 2, 0, 3, 3, 4, 0]]))
    assert (found.rank, found.num_equations, found.full) == (10, 10, True)
    assert len(row_profile(network, given(inputs[[0, 1, 2, 0, 3, 3, 4, 0]]))) == 10


@pytest.mark.parametrize("degree", [1, 2])
def test_planted_equal_channels(degree):
    """A dense network on three copies of every number can do what it can on one copy, and no more."""
    inputs = np.random.default_rng(0).integers(0, 256, (40, 4))
    once = Network.dense([4, 6, 1], f"z**{degree}", hidden_bias=False, output_bias=False)
    thrice = Network.dense([12, 6, 1], f"z**{degree}", hidden_bias=False, output_bias=False)
    found = prove_rank(thrice, given(np.tile(inputs, 3)))
    assert found.rank == data_rank(once, inputs.astype(object)).rank == (4 if degree == 1 else 10)
    assert found.all_columns
    assert not found.full


def test_enlarged_digits_have_the_rank_of_the_small_ones():
    """Pixels that stand 4×4 times, in three equal channels: 3,072 inputs that say no more than 64."""
    data = load_integer_data("digits", Network.dense([3072, 1], "z"), 100, rank_of=rank_at)
    pixels = np.arange(3072).reshape(32, 32, 3)[::4, ::4, 0].ravel()
    options = {"hidden_bias": False, "output_bias": False}
    large = prove_rank(Network.dense([3072, 1, 1], "z**2", **options), data)
    small = prove_rank(Network.dense([64, 1, 1], "z**2", **options), given(data.inputs[:, pixels]))
    assert large.rank == small.rank < 64
    assert (large.full, small.full) == (False, False)


def test_more_columns_are_taken_where_the_first_do_not_suffice(monkeypatch):
    monkeypatch.setattr(rank_proof, "EXTRA_COLUMNS", 0)
    network = Network.dense([30, 6, 1], "z**2+z")
    inputs = np.tile(np.random.default_rng(0).integers(0, 256, (60, 5)), 6)  # six copies of every number
    found = prove_rank(network, given(inputs))
    assert found.rank == prove_rank(Network.dense([5, 6, 1], "z**2+z"), given(inputs[:, :5])).rank
    assert len(found.columns) > 60


def test_without_the_memory_for_more_columns_the_rank_is_a_lower_bound(monkeypatch):
    network = Network.dense([30, 6, 1], "z**2+z")  # 193 parameters

    def check(rows, columns, outputs, data, memory_gb):
        if columns > rows:
            raise TooLarge(f"{columns} columns")

    monkeypatch.setattr(rank_proof, "EXTRA_COLUMNS", 0)
    monkeypatch.setattr(rank_proof, "check_memory", check)
    inputs = np.tile(np.arange(1, 61)[:, None], 30)
    found = prove_rank(network, given(inputs))
    assert not found.full
    assert not found.all_columns
    assert found.limit == "120 columns"
    assert found.num_equations == len(found.columns) == 60


def test_seeds_and_primes():
    network, data = NETWORKS[4], data_for(NETWORKS[4], 4)
    first = prove_rank(network, data, seed=1)
    again, other = prove_rank(network, data, seed=1), prove_rank(network, data, seed=2)
    assert (again.prime, again.matrix_sha256) == (first.prime, first.matrix_sha256)
    assert again.columns.tolist() == first.columns.tolist()
    assert (other.prime, other.matrix_sha256) != (first.prime, first.matrix_sha256)
    assert prove_rank(network, data, prime=10007).prime == 10007
    for prime in (3, 9):  # a denominator of the activation; no prime
        with pytest.raises(WrongInput):
            prove_rank(network, data, prime=prime)
    tenths = IntegerData(data.inputs, data.targets, 10007, "")
    with pytest.raises(WrongInput, match="common denominator 10007"):
        prove_rank(network, tenths, prime=10007)
    assert prove_rank(network, tenths).full


def test_too_many_equations_for_the_memory(monkeypatch):
    monkeypatch.setattr(rank_proof, "find_byte_kernel", lambda: None)
    network = Network.dense([100, 1000, 1], "z**2")
    data = given(np.arange(50_000)[:, None] + np.arange(100))
    with pytest.raises(TooLarge) as caught:
        prove_rank(network, data, budget=Budget(memory_gb=8))
    assert "21.2 GB" in caught.value.message  # 50,000 · 50,032 · 8 bytes = 20.0 GB, blocks, libraries
    samples = int(caught.value.hint.split("about ")[1].split()[0].replace(",", ""))
    assert 25_000 < samples < 32_000  # sqrt(8e9 / 8) = 31,623
    jacobian_matrix.check_memory(samples, samples + 32, 1, data, 8)  # the way out leads out
    with pytest.raises(TooLarge):
        jacobian_matrix.check_memory(int(1.1 * samples), int(1.1 * samples) + 32, 1, data, 8)


@pytest.mark.compiler
def test_bytes_need_less_memory(by_bytes):
    network = Network.dense([100, 1000, 1], "z**2")
    data = given(np.arange(50_000)[:, None] + np.arange(100))
    with pytest.raises(TooLarge) as caught:
        prove_rank(network, data, budget=Budget(memory_gb=1.5))
    assert "1.9 GB" in caught.value.message  # half a byte for each of 50,000 · 50,032 entries, blocks, libraries
    samples = int(caught.value.hint.split("about ")[1].split()[0].replace(",", ""))
    jacobian_matrix.check_memory(samples, samples + 32, 1, data, 1.5, 0.5)


def test_no_time():
    with pytest.raises(OutOfBudget, match="row 0 of 4"):
        prove_rank(NETWORKS[4], data_for(NETWORKS[4], 2), budget=Budget(seconds=1e-9))


class Interruption(Exception):
    pass


def interrupt_at(word, count):
    """A report that ends the run when it says a word for the count-th time."""
    seen = iter(range(count))

    def report(text):
        if word in text and next(seen, None) is None:
            raise Interruption

    return report


def test_an_interrupted_run_goes_on_from_its_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(jacobian_matrix, "BLOCK", 3)
    network, folder = Network.dense([4, 6, 2], "z**2+z"), tmp_path / "blocks"
    data = data_for(network, 10)
    whole = prove_rank(network, data)
    with pytest.raises(Interruption):
        prove_rank(network, data, resume=folder, report=interrupt_at("rows", 2))
    assert len(list(folder.glob("*.npy"))) == 2
    formed = []
    rows = ModularJacobian.rows
    monkeypatch.setattr(ModularJacobian, "rows", lambda self, x: formed.append(len(x)) or rows(self, x))
    with pytest.raises(Interruption):
        prove_rank(network, data, resume=folder, report=interrupt_at("elimination", 0))
    assert sum(formed) == 4  # the first six samples were there
    next(folder.glob("*-3.npy")).write_bytes(b"damaged")
    formed.clear()
    found = prove_rank(network, data, resume=folder)
    assert sum(formed) == 3
    assert (found.rank, found.matrix_sha256) == (whole.rank, whole.matrix_sha256)
    assert [note.split()[0] for note in found.remade] == [f"columns-{network.num_params}-sample-3.npy"]
    assert not folder.exists()  # nothing is left behind


LONG_RUN = """
import sys, time
from pathlib import Path
from algebraic.ranks import block_folder, blocks
from tests.algebraic.ranks.test_columns import data_for, prove_rank, Network
blocks.BLOCK = 1
whole = block_folder.write_whole
def slow(path, write):
    whole(path, lambda part: (write(part), print("begun", flush=True), time.sleep(0.01)))
block_folder.write_whole = slow
network = Network.dense([4, 6, 2], "z**2+z")
prove_rank(network, data_for(network, 30), resume=Path(sys.argv[1]))
print("done")
"""


def test_a_run_that_is_killed_again_and_again_goes_on_to_the_same_end(tmp_path):
    """Killed in the middle of writing, after some blocks; nothing is lost and nothing has to be made again."""
    stream, lines = np.random.default_rng(0), []
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", LONG_RUN, tmp_path / "run"], stdout=subprocess.PIPE, text=True
        ) as process:
            for _ in range(int(stream.integers(2, 6))):
                lines.append(process.stdout.readline())
            process.kill()
    assert set(lines) == {"begun\n"}
    kept = len(list((tmp_path / "run").glob("columns-*.npy")))
    assert 3 <= kept < 30
    network = Network.dense([4, 6, 2], "z**2+z")
    data = data_for(network, 30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jacobian_matrix, "BLOCK", 1)
        found, whole = prove_rank(network, data, resume=tmp_path / "run"), prove_rank(network, data)
    assert (found.rank, found.matrix_sha256, found.remade) == (whole.rank, whole.matrix_sha256, ())
    assert not (tmp_path / "run").exists()


def test_blocks_of_another_run_are_refused(tmp_path):
    network, data = NETWORKS[4], data_for(NETWORKS[4], 4)
    with pytest.raises(Interruption):
        prove_rank(network, data, resume=tmp_path, report=interrupt_at("elimination", 0))
    for change in ({"seed": 1}, {"prime": 10007}):
        with pytest.raises(WrongInput, match="another run"):
            prove_rank(network, data, resume=tmp_path, **change)
    with pytest.raises(WrongInput, match="other factory"):
        prove_rank(network, data, resume=tmp_path, factory="my_nets:build, SHA-256 12")
    with pytest.raises(WrongInput, match="other data"):
        prove_rank(network, data_for(network, 5), resume=tmp_path)
    with pytest.raises(WrongInput, match="other network"):
        prove_rank(Network.dense([3, 4, 2], "z**2+z"), data, resume=tmp_path)
    (tmp_path / "plan.json").unlink()
    (tmp_path / "other").touch()
    with pytest.raises(WrongInput, match="other files"):
        prove_rank(network, data, resume=tmp_path)
    with pytest.raises(WrongInput, match="cannot be used"):
        prove_rank(network, data, resume=next(tmp_path.glob("*.npy")))


def test_digests_tell_networks_apart():
    networks = [*NETWORKS, without_bias((2, 3, 1), 3), Network.dense([2, 3, 1], "z**2", output_bias=False)]
    assert len({network_digest(network) for network in networks}) == len(networks)
    assert network_digest(without_bias((2, 3, 1))) == network_digest(NETWORKS[0])


@pytest.fixture
def by_bytes(monkeypatch):
    """Bytes for ten equations or more, 64 rows at a time."""
    if rank_proof.find_byte_kernel() is None:
        pytest.skip("no compiler, or a processor without AVX512-VNNI")
    monkeypatch.setattr(rank_proof, "BYTE_EQUATIONS", 10)
    monkeypatch.setattr(rank_proof, "ROWS", 64)
    monkeypatch.setattr(jacobian_matrix, "BLOCK", 50)  # a hundred rows for two outputs


WIDE = Network.dense([12, 30, 2], "z**2+z")  # 452 parameters, 182 quadratic polynomials


@pytest.mark.compiler
def test_full_ranks_by_bytes(by_bytes):
    found = prove_rank(WIDE, data_for(WIDE, 85))
    assert (found.rank, found.full, len(found.columns)) == (170, True, 202)
    assert found.prime < 256
    weights = rank_proof.point_for(WIDE, found.prime, 0, 0)
    assert np.array_equal(weights, rank_proof.point_for(WIDE, found.prime, found.seed, found.index))
    at_point = ModularJacobian(WIDE, found.prime, weights, found.columns)
    matrix, digest = jacobian_matrix.form_matrix(at_point, data_for(WIDE, 85), np.arange(85))
    assert digest == found.matrix_sha256
    assert flint.nmod_mat(170, 202, (matrix % found.prime).astype(int).ravel().tolist(), found.prime).rank() == 170


@pytest.mark.compiler
def test_a_rank_that_is_not_full_never_comes_from_a_small_prime(by_bytes, tmp_path):
    data = data_for(WIDE, 95)  # 190 equations, and 182 polynomials
    seen = []
    found = prove_rank(WIDE, data, resume=tmp_path / "run", report=seen.append)
    assert (found.rank, found.full) == (182, False)
    assert found.prime > 2**21
    assert any("a larger prime is taken" in text for text in seen)
    planted = given(np.vstack([data.inputs[:70], 2 * data.inputs[:1], data.inputs[:1]]))
    assert prove_rank(WIDE, planted).full == (prove_rank(WIDE, planted, prime=4_194_301).rank == 142)
    with pytest.MonkeyPatch.context() as patch:  # an accident modulo the small prime
        patch.setattr(rank_proof.ByteElimination, "rank", property(lambda self: 0))
        assert (prove_rank(WIDE, data_for(WIDE, 85)).rank, prove_rank(WIDE, data_for(WIDE, 85)).prime > 2**21) == (
            170,
            True,
        )


@pytest.mark.compiler
@pytest.mark.parametrize("count", [1, 2, 3])
def test_an_interrupted_elimination_goes_on(by_bytes, tmp_path, monkeypatch, count):
    data, folder = data_for(WIDE, 85), tmp_path / "run"
    whole = prove_rank(WIDE, data)
    with pytest.raises(Interruption):
        prove_rank(WIDE, data, resume=folder, report=interrupt_at("elimination", count))
    # Rows 0-63 and 64-99, then 100-163 and 164-169: 36 rows fill no tile, and what begins after them has no step.
    assert [path.name for path in folder.glob("*byte-row*")] == ["columns-202-byte-row-0.npy"]
    added, rows = [], rank_proof.ByteElimination.add
    monkeypatch.setattr(
        rank_proof.ByteElimination, "add", lambda self, x, **given: added.append(len(x)) or rows(self, x, **given)
    )
    found = prove_rank(WIDE, data, resume=folder)
    assert added == [36, 64, 6]
    assert (found.rank, found.prime, found.matrix_sha256, found.remade) == (170, whole.prime, whole.matrix_sha256, ())
    assert not folder.exists()


@pytest.mark.compiler
def test_a_forged_elimination_is_made_again(by_bytes, tmp_path):
    """Rows that depend on others, and a step with a right digest that says they do not."""
    data, folder = data_for(WIDE, 85), tmp_path / "run"
    with pytest.raises(Interruption):
        prove_rank(WIDE, data, resume=folder, report=interrupt_at("elimination", 2))
    path = folder / "columns-202-byte-row-0.npy"
    content = np.load(path)
    content[0, 5] ^= 1
    plan = rank_proof.BlockFolder(folder, json.loads((folder / "plan.json").read_text()))
    plan.save(202, 0, content, rank_proof.STEPS)
    found = prove_rank(WIDE, data, resume=folder)
    assert found.full
    assert [note.split()[0] for note in found.remade] == [path.name]
    assert "no part of this elimination" in found.remade[0]
