import numpy as np
import pytest

from algebraic import Network
from algebraic.data import load_integer_data
from algebraic.dimension import form_again as again
from algebraic.ranks import point_for, prove_rank
from algebraic.shell import UNLIMITED

NETWORK = Network.dense([3, 5, 2], "z**2/3+z")


@pytest.mark.parametrize(("entries", "block"), [(10**7, 256), (10**7, 3), (0, 256)])
def test_the_matrix_and_its_rank_are_those_of_the_proof(entries, block, monkeypatch):
    monkeypatch.setattr(again, "BLOCK", block)
    monkeypatch.setattr(again, "FLINT_ENTRIES", entries)
    monkeypatch.setattr(again, "PASS_ENTRIES", 40)  # several passes
    data = load_integer_data("random", NETWORK, 6)
    proof = prove_rank(NETWORK, data)
    point = point_for(NETWORK, proof.prime, proof.seed, proof.index)
    matrix, digest = again.form_again(NETWORK, data, proof.prime, point, proof.columns, UNLIMITED, lambda text: None)
    assert digest == proof.matrix_sha256
    assert again.rank_again(matrix, proof.prime, UNLIMITED, lambda text: None)[0] == proof.rank == 12
    deficient = again.rank_again(matrix[:11], proof.prime, UNLIMITED, lambda text: None)
    assert deficient[0] == 11
    assert again.rank_again(np.zeros((4, 4)), 101, UNLIMITED, lambda text: None)[0] == 0


@pytest.mark.parametrize("entries", [10**7, 0])
def test_modulo_a_prime_below_256(entries, monkeypatch):
    """With and without products of bytes."""
    monkeypatch.setattr(again, "FLINT_ENTRIES", entries)
    data = load_integer_data("random", NETWORK, 6)
    proof = prove_rank(NETWORK, data, prime=251)
    point = point_for(NETWORK, 251, proof.seed, proof.index)
    matrix, digest = again.form_again(NETWORK, data, 251, point, proof.columns, UNLIMITED, lambda text: None)
    assert matrix.dtype == np.uint8
    assert digest == proof.matrix_sha256
    assert again.rank_again(matrix, 251, UNLIMITED, lambda text: None)[0] == proof.rank == 12
    assert again.rank_again(matrix[:11], 251, UNLIMITED, lambda text: None)[0] == 11
    monkeypatch.setattr(again, "rank_by_bytes", lambda *given, **named: None)
    assert again.rank_again(matrix, 251, UNLIMITED, lambda text: None)[0] == 12
