"""TeX and MathML of a formula say what its source says: a reader that is not ours reads the TeX."""

import re
import unicodedata
from xml.etree import ElementTree

import pytest

from verify.formulas import Formula, in_html, in_tex, split

from .sentences import sentences

latex2mathml = pytest.importorskip("docutils.utils.math.latex2mathml")


def said(text):
    """The letters and digits of a text, in any order: accents and fonts make no difference."""
    plain = unicodedata.normalize("NFKD", text.replace("Σ", "").replace("Π", "").replace("½", "12"))
    plain = plain.replace("¼", "14").replace("ϕ", "φ").replace("\u0131", "i")
    return sorted(sign for sign in plain if sign.isalnum() and sign not in "ΣΠˆ")


def read(markup):
    markup = re.sub(r"&ApplyFunction;", "", markup)
    return "".join(ElementTree.fromstring(markup).itertext())


def compare(name, sentence):
    sources = [part.source for part in split(sentence) if isinstance(part, Formula)]
    tex = re.findall(r"\$(.*?)\$", in_tex(sentence))
    ours = re.findall(r"<math.*?</math>", in_html(sentence))
    assert len(sources) == len(tex) == len(ours), name
    for source, each, markup in zip(sources, tex, ours, strict=True):
        assert said(source) == said(read(latex2mathml.tex2mathml(each, False))), (name, source, each)
        assert said(source) == said(read(markup)), (name, source, markup)


def test_nothing_is_lost_in_the_statements():
    for name, sentence in sentences(all_of_them=False):
        compare(name, sentence)


@pytest.mark.slow
def test_nor_in_all_else():
    for name, sentence in sentences(all_of_them=True):
        compare(name, sentence)


@pytest.mark.parametrize(
    ("sentence", "tex"),
    [
        ("D_{k+1} = ℓ(D_k + 1)", r"D_{k+1} = \ell (D_{k} + 1)"),
        ("½‖W2W1X − Y‖²_F", r"\tfrac{1}{2}\|W_{2}W_{1}X - Y\|_{F}^{2}"),
        ("Ẇ1 = −∇_W1 L", r"{\dot{W}}_{1} = -\nabla_{W_{1}}\,L"),
        ("√(m/d)", r"\sqrt{m/d}"),
        ("f^(r) = 2^(10^5)", r"f^{(r)} = 2^{10^{5}}"),
        ("Σ r_i, the range of Σ", r"\sum r_{i}$, the range of $\Sigma"),
    ],
)
def test_how_it_is_written(sentence, tex):
    assert re.sub(r" +", " ", in_tex(sentence)) == f"${tex}$"


def test_words_are_escaped():
    assert in_html("this & that") == "this &amp; that"
    assert in_html("b < c").startswith('<math alttext="b &lt; c"><mi>b</mi>')
