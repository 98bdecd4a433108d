"""Blocks of a large Jacobian: what is taken back, what the memory allows."""

import hashlib

import numpy as np
import pytest

from algebraic import Network
from algebraic.data import load_integer_data
from algebraic.networks.passes import jacobian
from algebraic.networks.rings import PrimeField
from algebraic.ranks import blocks
from algebraic.ranks.block_folder import BlockFolder
from algebraic.ranks.blocks import canonical_residues, check_memory, form_matrix, matrix_gb
from algebraic.ranks.float64_passes import ModularJacobian
from algebraic.shell import Budget, OutOfBudget, TooLarge

PLAN = {"prime": 101, "network": "a"}


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
    assert folder.notes == []


def planted(block):
    """What a block can be turned into."""
    stream = np.random.default_rng(0)
    one = block.copy()
    one[1, 3] = (one[1, 3] + 1) % 101
    yield from (np.zeros_like(block), stream.integers(0, 101, block.shape), one, block[::-1], one[:, ::-1])
    yield from (block + 101, block - 101, block[:3], np.full_like(block, 2**31 - 1))


@pytest.mark.parametrize("index", range(9))
def test_a_block_with_a_right_digest_and_wrong_numbers_is_made_again(case, tmp_path, index):
    """Whoever writes a block can write its digest; where it sends a random vector he cannot foresee."""
    made, data, known = case
    folder = BlockFolder(tmp_path, PLAN)
    digest = form_matrix(made, data, np.arange(5), folder=folder)[1]
    folder.save(made.num_columns, 2, list(planted(known[4:8].astype("<i4")))[index])
    assert form_matrix(made, data, np.arange(5), folder=folder)[1] == digest
    assert len(folder.notes) == 1
    assert "sample-2.npy was made again" in folder.notes[0]
    assert form_matrix(made, data, np.arange(5), folder=folder)[1] == digest
    assert len(folder.notes) == 1  # it was


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
