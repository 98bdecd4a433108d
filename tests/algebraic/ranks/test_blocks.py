"""Blocks of a large Jacobian: what is kept, what is taken back, what the memory allows."""

import hashlib

import numpy as np
import pytest

from algebraic import Network
from algebraic.data import load_integer_data
from algebraic.networks.passes import jacobian
from algebraic.networks.rings import PrimeField
from algebraic.ranks import blocks
from algebraic.ranks.blocks import BlockFolder, canonical_residues, check_memory, form_matrix, matrix_gb
from algebraic.ranks.float64_passes import ModularJacobian
from algebraic.shell import Budget, OutOfBudget, TooLarge, WrongInput

PLAN = {"prime": 101, "network": "a"}
BLOCK = np.arange(12, dtype="<i4").reshape(3, 4)


def test_blocks_are_kept_and_cleared(tmp_path):
    folder = BlockFolder(tmp_path / "run", PLAN)
    assert folder.load(4, 0) is None
    folder.save(4, 0, BLOCK)
    again = BlockFolder(tmp_path / "run", PLAN)
    assert np.array_equal(again.load(4, 0), BLOCK)
    assert again.load(5, 0) is None
    assert again.load(4, 512) is None
    again.clear()
    assert not (tmp_path / "run").exists()


def test_a_damaged_block_is_as_good_as_none(tmp_path):
    folder = BlockFolder(tmp_path, PLAN)
    folder.save(4, 0, BLOCK)
    (path,) = tmp_path.glob("*.npy")
    for content in (path.read_bytes()[:-1], b"", b"nothing like it"):
        path.write_bytes(content)
        assert folder.load(4, 0) is None


def test_clearing_leaves_what_is_not_ours(tmp_path):
    folder = BlockFolder(tmp_path, PLAN)
    folder.save(4, 0, BLOCK)
    (tmp_path / "thesis.tex").write_text("")
    folder.clear()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(WrongInput, match="holds other files"):
        BlockFolder(tmp_path, PLAN)


def test_folders_that_will_not_do(tmp_path):
    BlockFolder(tmp_path / "run", PLAN)
    with pytest.raises(WrongInput, match=r"another run \(other network, prime\)") as caught:
        BlockFolder(tmp_path / "run", {"prime": 103, "network": "b"})
    assert caught.value.kind == "bad_resume"
    (tmp_path / "run" / "plan.json").write_text("{")
    with pytest.raises(WrongInput, match="not JSON"):
        BlockFolder(tmp_path / "run", PLAN)
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongInput, match="cannot be used"):
        BlockFolder(tmp_path / "file", PLAN)


@pytest.fixture
def case(monkeypatch):
    """Two samples a block; five samples of a small network modulo 101."""
    monkeypatch.setattr(blocks, "BLOCK", 2)
    network, prime = Network.dense([3, 4, 2], "z**2+z"), 101
    weights = np.random.default_rng(0).integers(0, prime, network.num_params)
    data = load_integer_data("random", network, 5)
    ring = PrimeField(prime)
    known = jacobian(network, ring, ring.array(weights), ring.array(data.inputs % prime))
    known = np.asarray(known, dtype=np.int64).reshape(10, -1) % prime
    return ModularJacobian(network, prime, weights, np.arange(network.num_params)), data, known


def test_the_matrix_is_that_of_the_passes_with_and_without_a_folder(case, tmp_path):
    made, data, known = case
    digest = hashlib.sha256(known.astype("<i4").tobytes()).hexdigest()
    folder = BlockFolder(tmp_path, PLAN)
    for kept in (None, folder, folder):
        matrix, found = form_matrix(made, data, np.arange(5), folder=kept)
        assert np.array_equal(canonical_residues(matrix, 101), known)
        assert found == digest
    assert len(list(tmp_path.glob("columns-*.npy"))) == 3
    folder.save(made.num_columns, 2, np.zeros((4, made.num_columns), "<i4"))  # a planted error is in the digest
    assert form_matrix(made, data, np.arange(5), folder=folder)[1] != digest
    folder.save(made.num_columns, 2, np.zeros((3, made.num_columns), "<i4"))  # of another shape: formed anew
    assert form_matrix(made, data, np.arange(5), folder=folder)[1] == digest


def test_time_that_is_over_is_seen_between_blocks(case):
    made, data, _ = case
    with pytest.raises(OutOfBudget, match="row 0 of 10 was being formed"):
        form_matrix(made, data, np.arange(5), budget=Budget(1e-9))


def test_the_number_of_samples_in_the_hint_fits(case):
    _, data, _ = case
    check_memory(100, 120, 1, data, None)
    with pytest.raises(TooLarge, match="needs about") as caught:
        check_memory(20_000, 24_000, 1, data, 1.0)
    samples = int(caught.value.hint.rpartition("about ")[2].split()[0].replace(",", ""))
    assert 0.8 < matrix_gb(samples, int(samples * 1.2), data) <= 1.0
