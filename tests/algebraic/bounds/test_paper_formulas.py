"""The formulas of Theory II as printed, and the notes that say what is wrong in them."""

from math import isclose

import pytest

from algebraic import Network
from algebraic.bounds.paper_formulas import activation_degree, paper_bezout_log2, paper_notes, paper_real_estimate
from algebraic.networks.degrees import degree_bound


def test_the_papers_formulas():
    assert paper_bezout_log2(2, 4, 3) == 12
    assert paper_real_estimate(2, 4, 3) == 64
    assert isclose(paper_real_estimate(2, 3, 1), 2**1.5)
    network = Network.dense([2, 1, 1, 2], "z**2+z")
    notes = " ".join(paper_notes(network, 5))
    assert "In the weights the degree is 7" in notes
    assert "4 is the degree in the inputs" in notes
    assert "5 samples with 2 outputs are 10 equations" in notes


@pytest.mark.parametrize("degree", [1, 2, 3, 4, 9])
@pytest.mark.parametrize(("samples", "layers"), [(1, 1), (3, 1), (3, 3), (4, 3), (5, 5)])
def test_the_estimate_is_the_square_root_of_the_bound(degree, samples, layers):
    estimate = paper_real_estimate(degree, samples, layers)
    square = degree ** (samples * layers)
    is_whole = samples * layers % 2 == 0 or degree in (1, 4, 9)
    assert isinstance(estimate, int) == is_whole
    assert estimate**2 == square if is_whole else isclose(estimate**2, square)
    assert isclose(2 ** paper_bezout_log2(degree, samples, layers), square)


def test_the_printed_degree_is_too_small_in_the_weights():
    """ℓ^d falls short of D ← ℓ (D + 1), + 1 for the readout, from two weight layers on, but for the linear network."""
    for layers in (2, 3, 4):
        network = Network.dense([2] + [1] * layers, "z**3+z")
        assert activation_degree(network) == 3
        assert degree_bound(network) > 3 ** (layers - 1)
    assert activation_degree(Network.dense([2, 1])) == 1


def test_a_square_system_has_no_note_about_its_shape():
    network = Network.dense([2, 1, 1], "z**2+z", output_bias=False)  # four parameters
    assert not any("isolated solutions" in note for note in paper_notes(network, 4))
    assert any("3 equations in 4 unknowns" in note for note in paper_notes(network, 3))
