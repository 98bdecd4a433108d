"""The check of the built site finds each fault that is planted, and nothing in a page without one."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
GOOD = """<html><head><link rel="stylesheet" href="style.css"><title>$x$</title></head><body>
<h1 id="top">A</h1><a href="#top">up</a> <a href="other.html#here">other</a> <a href="https://example.org">far</a>
<code>$\\alpha$</code> costs $5 and $6 <math><mi>x</mi></math><script>var a = "{ref}";</script></body></html>"""


@pytest.fixture(scope="module")
def check():
    spec = importlib.util.spec_from_file_location("check_site", DOCS / "check_site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def site(tmp_path):
    (tmp_path / "index.html").write_text(GOOD)
    (tmp_path / "other.html").write_text('<p id="here">here</p>')
    (tmp_path / "STIXTwoMath-Regular.ttf").touch()
    (tmp_path / "style.css").write_text("body { background: url(picture.png) }")
    return tmp_path


def test_a_good_site(check, site):
    assert check.faults(site) == []


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ('<script src="https://cdn.example.org/m.js"></script>', "from elsewhere"),
        ('<link rel="stylesheet" href="//cdn.example.org/s.css">', "from elsewhere"),
        ('<img src="http://example.org/p.png">', "from elsewhere"),
        ("<style>@import 'https://example.org/font.css';</style>", "from elsewhere"),
        ('<a href="gone.html">x</a>', "leads nowhere"),
        ('<a href="other.html#gone">x</a>', "no such place"),
        ('<a href="#gone">x</a>', "no such place"),
        ("<p>the bound $\\ell^d$ holds</p>", "raw text"),
        ("<p>\\(x\\)</p>", "raw text"),
        ("<p>see {ref}`there`</p>", "raw text"),
    ],
)
def test_each_fault_is_found(check, site, planted, said):
    (site / "page.html").write_text(GOOD.replace("</body>", f"{planted}</body>"))
    (fault,) = check.faults(site)
    assert fault.startswith("page.html: ")
    assert said in fault


def test_fonts_of_a_style_sheet(check, site):
    (site / "style.css").write_text("@font-face { src: url('https://example.org/a.woff2') }")
    assert check.faults(site) == ["style.css: loads https://example.org/a.woff2 from elsewhere"]


def test_without_the_font_or_a_script(check, site):
    (site / "STIXTwoMath-Regular.ttf").unlink()
    assert "no font for formulas" in check.faults(site)[0]
    (site / "STIXTwoMath-Regular.ttf").touch()
    (site / "style.css").unlink()
    assert check.faults(site) == ["index.html: style.css is not there"]


def test_an_empty_folder_is_no_site(check, tmp_path):
    assert "no index.html" in check.faults(tmp_path)[0]
