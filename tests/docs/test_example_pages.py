"""A small site: each example offers its notebook, the list has it with its title, and a name that is none is told."""

# mypy: ignore-errors

import json
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
CONF = f"""import sys
sys.path.insert(0, {str(DOCS)!r})
extensions = ["myst_nb", "example_pages"]
nb_custom_formats = {{".py": ["jupytext.reads", {{"fmt": "py:percent"}}]}}
nb_execution_mode = "off"
exclude_patterns = ["conf.py"]
"""
ONE = "# %% [markdown]\n# # Is it one?\n#\n# Yes.\n\n# %%\nnumber = 1\n"
INDEX = "# Examples\n\n```{{examples}}\n{}: What it *shows*.\n```\n\n```{{examples-total}}\n```\n"


def built(folder, name):
    """The site with one example, and a list that names ``name``."""
    (folder / "examples").mkdir()
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text("# Start\n\n```{toctree}\nexamples/index\nexamples/one\n```\n")
    (folder / "examples/index.md").write_text(INDEX.format(name))
    (folder / "examples/one.py").write_text(ONE)
    words = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(folder), str(folder / "out/html")]
    return subprocess.run(words, capture_output=True, text=True)


@pytest.mark.slow
def test_the_notebook_and_the_list(tmp_path):
    pytest.importorskip("myst_nb")
    done = built(tmp_path, "one")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out/html/examples/one.html").read_text()
    assert "This page as a notebook" in page
    (notebook,) = (tmp_path / "out/html/_downloads").rglob("one.ipynb")
    assert [cell["cell_type"] for cell in json.loads(notebook.read_text())["cells"]] == ["markdown", "code"]
    assert notebook.relative_to(tmp_path / "out/html").as_posix() in page
    listed = (tmp_path / "out/html/examples/index.html").read_text()
    assert 'href="one.html">' in listed
    assert "Is it one?" in listed
    assert "What it <em>shows</em>." in listed
    assert "They were not executed in this build." in listed


@pytest.mark.slow
def test_a_name_that_is_no_example(tmp_path):
    pytest.importorskip("myst_nb")
    done = built(tmp_path, "two")
    assert done.returncode
    assert "there is no example two" in done.stderr
