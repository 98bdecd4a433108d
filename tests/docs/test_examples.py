"""Each worked example has a check, and the check fails when one number of the example is changed.

Unchanged they are executed when the site is built. The line with the number says itself what is changed:
``# a test changes 8 to 0``. The change must show in the cells under the heading "Check", and nowhere else.
"""

# mypy: ignore-errors

import re
import sys
from pathlib import Path

import matplotlib
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "examples"
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.py"))
CHANGE = re.compile(r"^(?P<code>.*\S)  # a test changes (?P<old>\S+) to (?P<new>\S+)$", re.M)
NOT_AN_ASSERTION = "fails for another reason"


def cells(text):
    """The cells of code, each with the heading above it."""
    heading, found = "", []
    for cell in re.split(r"^# %%", text, flags=re.M)[1:]:
        mark, _, source = cell.partition("\n")
        if "[markdown]" in mark:
            heading = (re.findall(r"^# #+ (.*)", source, re.M) or [heading])[-1]
        else:
            found.append((heading, source))
    return found


def changed(text):
    """The script with its one number changed."""
    (line,) = CHANGE.finditer(text)
    code, old, new = line["code"], line["old"], line["new"]
    (place,) = re.finditer(rf"(?<![\w.]){re.escape(old)}(?![\w.])", code)
    other = code[: place.start()] + new + code[place.end() :]
    return text.replace(line[0], other)


def failing(text):
    """The heading over the cell that fails with an assertion; None if none does."""
    names = {"__name__": "__main__"}
    for heading, source in cells(text):
        try:
            exec(compile(source, heading or "cell", "exec"), names)
        except AssertionError:
            return heading
        except Exception as problem:
            raise RuntimeError(f"{NOT_AN_ASSERTION}, under {heading!r}: {problem!r}") from problem
    return None


@pytest.fixture
def quiet(monkeypatch):
    """As in the folder of the examples, with pictures that are drawn and not shown."""
    backend = matplotlib.get_backend()
    matplotlib.use("agg")
    plt = pytest.importorskip("matplotlib.pyplot")
    monkeypatch.setattr(plt, "show", lambda *args, **options: plt.close("all"))
    monkeypatch.chdir(FOLDER)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    plt.close("all")
    matplotlib.use(backend)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_says_which_number_and_has_a_check(name):
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    (line,) = CHANGE.finditer(text)
    assert any(character.isdigit() for character in line["old"])
    assert changed(text) != text
    assert "?" in text.partition("# # ")[2].partition("\n")[0], "the title is a question"
    headings = [heading for heading, _ in cells(text)]
    assert "Check" in headings
    assert not any(line[0] in source for heading, source in cells(text) if heading == "Check")
    assert re.search(rf"^{name}: ", (FOLDER / "index.md").read_text(encoding="utf-8"), re.M), "not on the list"


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.filterwarnings("default")
def test_the_check_fails_when_a_number_is_changed(name, quiet):
    if "torch" in (text := (FOLDER / f"{name}.py").read_text(encoding="utf-8")):
        pytest.importorskip("torch")
    assert failing(changed(text)) == "Check"


SMALL = """# %% [markdown]
# # One?

# %%
number = 2  # a test changes 2 to 3
{}
# %% [markdown]
# ## Check

# %%
assert {}
"""


def test_what_is_planted_shows():
    good = SMALL.format("", "number == 2")
    assert failing(good) is None
    assert failing(changed(good)) == "Check"
    assert failing(changed(SMALL.format("", "True"))) is None
    assert failing(changed(SMALL.format("assert number == 2", "True"))) == "One?"
    with pytest.raises(RuntimeError, match=NOT_AN_ASSERTION):
        failing(changed(SMALL.format("(0, 0, 0)[number]", "True")))
