"""Looking at the site finds each fault that is planted; without a browser it says that nothing was looked at."""

# mypy: ignore-errors

import importlib.util
import shutil
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = """<!doctype html><html><head><meta name="color-scheme" content="light dark"><title>x</title><style>
body {{ background: #fff; color: #000; margin: 0 }}
@media (prefers-color-scheme: dark) {{ body {{ background: #111; color: #eee }} }}
</style></head><body><article><p>Costs $5 or $6. <code>$\\alpha$</code></p>{}</article></body></html>"""
FAULTS = {
    "wide": ("<div style='width: 3000px'>wide</div>", "the page is 3000 wide"),
    "raw": ("<p>the bound $\\ell^d$</p>", "raw: $\\ell^d$"),
    "console": ("<script>throw new Error('planted')</script>", "console: "),
    "network": ("<img src='http://192.0.2.1/a.png' alt='a'>", "asks the network for http://192.0.2.1/a.png"),
    "picture": ("<img src='gone.png' alt='gone'>", "no picture: gone.png"),
    "words": (
        "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='>",
        "a picture without words",
    ),
    "bright": ("<style>body { background: #fff !important }</style>", "it is not dark"),
}


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("look_at_site", DOCS / "look_at_site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_a_browser(script, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(script.shutil, "which", lambda name: None)
    assert script.main([str(tmp_path)]) == 0
    assert f"{2 * len(script.STARTS)} looks are missing" in capsys.readouterr().out
    assert script.main([str(tmp_path), "--required"]) == 1


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no chromium")
def test_each_fault_is_seen(script, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(script, "STARTS", ("index.html",))
    links = "".join(f'<a href="{name}.html">{name}</a> ' for name in (*FAULTS, "good"))
    (tmp_path / "index.html").write_text(PAGE.format(links))
    (tmp_path / "good.html").write_text(PAGE.format("<p>nothing</p>"))
    for name, (planted, _) in FAULTS.items():
        (tmp_path / f"{name}.html").write_text(PAGE.format(planted))
    assert script.main([str(tmp_path), "--pictures", str(tmp_path / "shots")]) == 1
    lines = capsys.readouterr().out.splitlines()
    for name, (_, said) in FAULTS.items():
        assert any(line.startswith(f"{name}.html (") and said in line for line in lines), (name, lines)
    assert not [line for line in lines if line.startswith(("index.html", "good.html"))], lines
    assert sorted(each.name for each in (tmp_path / "shots").iterdir()) == ["index-desk.png", "index-phone.png"]
