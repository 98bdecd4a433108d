"""What is said agrees with what was found."""

import pytest

import verify
from tests.verify.curvature.makers import told
from tests.verify.spectra.makers import clusters
from tests.verify.subject.models import nn, numbers, seeded
from verify.curvature.sentences import line

pytestmark = pytest.mark.torch


def said(**options):
    return " ".join(
        verify.curvature(seeded(lambda: nn.Linear(2, 1)), numbers(6, 2), numbers(6, 1), **options).sentences
    )


def test_linear_least_squares_has_no_negative_eigenvalue():
    words = said()
    assert "No eigenvalue is negative (" in words
    assert "Rank: 3, " in words


def test_a_table_line_says_how_many():
    one, many = told(clusters((1.0, 1e-3, 1), (0.5, 1e-3, 5)))
    assert line(one).endswith("± 1.0e-03")
    assert line(many).endswith("exactly 5")
