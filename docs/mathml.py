"""Formulas as MathML, which browsers show themselves: without a script, and with a font that is shipped with the site.

Without a font that has a table of mathematics indices stand too high. STIX Two Math (SIL Open Font License 1.1) comes
with the package ``ziamath``; where that is not installed, the reader's own fonts are taken.
"""

import re
import shutil
from html import escape
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from docutils.utils.math import MathError, latex2mathml
from sphinx.errors import ExtensionError
from sphinx.util.math import get_node_equation_number

OTHER_NAMES = {r"\dots": r"\ldots"}  # of commands that the converter does not know
BARE_DIGIT = (r"(\\[dt]?frac)\s*(\d)", r"(\\[dt]?frac\{[^{}]*\})\s*(\d)")  # it reads \frac12 x as 12 over x


MATHML = "http://www.w3.org/1998/Math/MathML"
ElementTree.register_namespace("", MATHML)


def beside(made):
    """With the index of a letter that has an accent beside it: the converter puts the index below the letter."""
    if "<munderover>" not in made:
        return made
    tree = ElementTree.fromstring(made.replace("&ApplyFunction;", "\u2061"))  # the converter's only name that XML lacks
    for each in tree.iter(f"{{{MATHML}}}munderover"):
        letter, index, above = each
        if letter.tag == f"{{{MATHML}}}mo" or above.tag != f"{{{MATHML}}}mo":
            continue  # a sum or a limit has its bounds below and above
        accented = ElementTree.Element(f"{{{MATHML}}}mover", accent="true")
        accented.extend([letter, above])
        each.tag = f"{{{MATHML}}}msub"
        each[:] = [accented, index]
    return ElementTree.tostring(tree, encoding="unicode")


def mathml(tex, node, *, display):
    """The MathML of a formula.

    Raises:
        ExtensionError: it has a command that is not known; the page and the formula are named.
    """
    for name, known in OTHER_NAMES.items():
        tex = tex.replace(name, known)
    for place in BARE_DIGIT:
        tex = re.sub(place, r"\1{\2}", tex)
    try:
        made = beside(latex2mathml.tex2mathml(tex, display))
        if r"\left" not in tex:  # bars would grow with what stands between them, each by itself
            made = re.sub(r"<mo>(?=[|‖]</mo>)", '<mo stretchy="false">', made)
        return made
    except (MathError, SyntaxError) as problem:
        raise ExtensionError(f"{node.source}:{node.line}: no MathML for {tex!r}: {problem}") from None


def inline(translator, node):
    """A formula in a line of text."""
    translator.body.append(f'<span class="math">{mathml(node.astext(), node, display=False)}</span>')
    raise nodes.SkipNode


def block(translator, node):
    """A formula of its own, with its number if it has one."""
    number = ""
    if node["number"]:
        number = f'<span class="eqno">({escape(get_node_equation_number(translator, node))})</span>'
    shown = mathml(node.astext(), node, display=True)
    translator.body.append(f"{translator.starttag(node, 'div', CLASS='math')}{number}{shown}</div>")
    raise nodes.SkipNode


FONT = "STIXTwoMath-Regular.ttf"
FACE = f"""@font-face {{ font-family: "STIX Two Math"; src: url("{FONT}") format("truetype"); font-display: swap; }}
math {{ font-family: "STIX Two Math", math; }}
"""


def ship_font(app, problem):
    """Put the font beside the other static files of the site."""
    package = find_spec("ziamath")
    static = Path(app.outdir, "_static")
    if problem is None and package is not None and static.is_dir():
        shutil.copyfile(Path(package.origin).parent / "fonts" / FONT, static / FONT)
        (static / "formulas.css").write_text(FACE, encoding="utf-8")


def setup(app):
    if find_spec("ziamath") is not None:
        app.add_css_file("formulas.css")
    app.connect("build-finished", ship_font)
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
