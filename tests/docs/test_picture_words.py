"""The words for a picture are those of the code that draws it; other words are left as they are."""

# mypy: ignore-errors

import ast

import pytest

from .test_explorer import DOCS, load

nodes = pytest.importorskip("docutils.nodes")
new_document = pytest.importorskip("docutils.utils").new_document

CODE = """%matplotlib inline
figure, axes = plt.subplots()
axes.bar(x, y, label=f"mean {mean:.3g}")
axes.set_xlabel("number of real solutions")
axes.set_ylabel("data sets")
plt.show()"""


@pytest.fixture(scope="module")
def words():
    return load("picture_words")


def page(code, alt=None):
    """A document with one section, and in it a cell that drew a picture."""
    document, section, cell = new_document("x"), nodes.section(), nodes.container(nb_element="cell_code")
    if code:
        cell += nodes.container("", nodes.literal_block(text=code), nb_element="cell_code_source")
    cell += nodes.image(uri="a.png", **({"alt": alt} if alt else {}))
    section += [nodes.title(text="Real ones"), cell]
    document += section
    return document


@pytest.mark.parametrize(
    ("code", "alt", "said"),
    [
        (CODE, None, "A figure: data sets over number of real solutions; mean …."),
        (CODE, "my own", "my own"),
        ("", None, "A figure of the section “Real ones”."),
        ("a = (", None, "A figure of the section “Real ones”."),
        ("plt.plot(x)", None, "A figure of the section “Real ones”."),
    ],
)
def test_words(words, code, alt, said):
    document = page(code, alt)
    words.name_pictures(None, document)
    (picture,) = document.findall(nodes.image)
    assert picture["alt"] == said


def test_most_examples_that_draw_name_their_axes(words):
    found = []
    for path in sorted((DOCS / "examples").glob("*.py")):
        for cell in path.read_text("utf-8").split("\n# %%"):
            code = "\n".join(line for line in cell.splitlines()[1:] if not line.startswith("#"))
            found += [words.said_by(code)] if "subplots(" in code and ast.parse(code) else []
    assert sum(map(bool, found)) >= 0.8 * len(found) > 0
