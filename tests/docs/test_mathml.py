"""Formulas as MathML: a half is a half, as TeX reads it; a command that is not known is named."""

# mypy: ignore-errors

import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def script():
    pytest.importorskip("sphinx")
    spec = importlib.util.spec_from_file_location("mathml", DOCS / "mathml.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Node:
    source, line = "page.md", 7


def shown(script, tex):
    return re.sub(r"\s+", "", script.mathml(tex, Node, display=False))


@pytest.mark.parametrize(
    "tex", [r"\tfrac12 \sum_i f_i", r"\frac 1 2 \sum_i f_i", r"\frac1{2} \sum_i f_i", r"\dfrac{1}2 \sum_i f_i"]
)
def test_a_half_is_a_half(script, tex):
    assert re.search(r"<mfrac[^>]*><mn>1</mn><mn>2</mn></mfrac>", shown(script, tex))


def test_longer_numbers_stay(script):
    assert re.search(r"<mfrac[^>]*><mn>12</mn><mi>x</mi></mfrac>", shown(script, r"\frac{12}{x}"))


def test_an_unknown_command_is_named(script):
    with pytest.raises(Exception, match=r"page.md:7: no MathML for .*nothing"):
        script.mathml(r"\nothing x", Node, display=False)


@pytest.mark.parametrize("tex", [r"{\dot{W}}_{2}", r"\dot{W}_2", r"\dot W_2"])
def test_an_index_stands_beside_a_letter_with_an_accent(script, tex):
    made = shown(script, tex)
    assert re.search(r"<msub><mover[^>]*><mi>W</mi><mo[^>]*>˙</mo></mover><mn>2</mn></msub>", made)
    assert made.startswith("<math")
    assert "ns0:" not in made


def test_bounds_of_a_sum_stay_where_they_are(script):
    made = shown(script, r"\sum_{i}^n \hat{w}_i")
    assert re.search(r"<munderover><mo[^>]*>∑</mo><mi>i</mi><mi>n</mi></munderover><msub>", made)


def test_a_named_operator_beside_such_a_letter(script):
    assert ">vec</mi>" in shown(script, r"\operatorname{vec}(\hat{Y}) = {\tilde{h}}_{k}")
