"""Where formulas are: all of them in the registry, no words among them, and nothing that is left over."""

import re

import pytest

from algebraic.shell import WrongInput
from verify.formulas import Formula, split
from verify.formulas.signs import NAMED, PRODUCTS, WORDS

from .sentences import sentences


def formulas(sentence):
    return [part.source for part in split(sentence) if isinstance(part, Formula)]


def check(name, sentence):
    parts = split(sentence)
    assert "".join(part if isinstance(part, str) else part.source for part in parts) == sentence, name
    for source in (part.source for part in parts if isinstance(part, Formula)):
        run = re.findall(r"[A-Za-z]{3,}", source)
        assert set(run) <= {*NAMED, *PRODUCTS, *WORDS, "final", "mean", "sigmoid"}, (name, source)


def test_the_statements_of_all_claims_are_words_and_formulas():
    for name, sentence in sentences(all_of_them=False):
        check(name, sentence)


@pytest.mark.slow
def test_and_all_else_that_is_said_of_them():
    for name, sentence in sentences(all_of_them=True):
        check(name, sentence)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("With an activation of degree ℓ in each of d layers", ["ℓ", "d"]),
        ("a linear model, a T with L(w_T) ≤ ε, and a = b", ["T", "L(w_T) ≤ ε", "a = b"]),
        ("it has 12 units (see T2-21 and §4), CNN13 and E02", []),
        ("for x_1, …, x_d and y = ±1", ["x_1", "x_d", "y = ±1"]),
        ("Bézout's bound is √(product of the degrees)", ["√(product of the degrees)"]),
        ("‖x‖|y| and ‖f − P‖ ≤ ε: ‖f‖ = 0", ["‖x‖|y|", "‖f − P‖ ≤ ε", "‖f‖ = 0"]),
        ("the min-max principle; min(N, d) is less", ["min(N, d)"]),
        ("num_params weights, e.g. K = 188,810", ["K = 188,810"]),
        ("of rank 1, but rank X = n", ["rank X = n"]),
    ],
)
def test_what_is_a_formula(sentence, found):
    assert formulas(sentence) == found


@pytest.mark.parametrize("sign", ["²", "ᵀ", "≤", "^", "‖"])
def test_a_sign_without_a_formula_is_named(sign):
    with pytest.raises(WrongInput, match=re.escape(repr(sign))):
        split(f"something {sign}")
