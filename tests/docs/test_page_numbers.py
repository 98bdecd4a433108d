"""Numbers of the running text have a source that says the same; a changed one is found, on every page."""

# mypy: ignore-errors

import doctest
import importlib.util
import re
import sys
from pathlib import Path

import numpy as np
import pytest

import verify.audit.models
from algebraic.shell import command
from netsim.shell import commandline

MOST_DEFINED = 27  # numbers that are "so by definition"; it may shrink
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def numbers():
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        spec = importlib.util.spec_from_file_location("page_numbers", ROOT / "docs" / "page_numbers.py")
        module = sys.modules["page_numbers"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "docs"))
    return module


def found(numbers, text, name="docs/page.md", **sources):
    """The faults of a page; ``sources``: for the words ``w0``, ``w1`` … of the text."""
    table = {name: [numbers.Source(*each) for each in sources.values()]}
    return numbers.faults(name, text, table)


def test_every_number_has_a_source_that_says_the_same(numbers):
    assert numbers.all_faults() == []


def test_what_the_table_of_sources_says_of_python():
    assert np.tanh(20.0) == 1
    assert len(dir(verify.audit.models)) == 11


def test_exit_codes_are_those_of_the_commands(numbers):
    said = re.findall(r"\d+", command.EXIT_CODES + commandline.EXIT_CODES)
    assert {*said, "143"} == sys.modules["running_text"].EXIT_CODES  # 143: ended by a signal


def test_a_page_that_a_program_writes_has_a_test(numbers):
    for test in numbers.GENERATED.values():
        assert (ROOT / test).is_file()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It has 21 solutions.", ["21"]),
        ("It has\n1,234 of them, and 3.5 % more.", ["1,234", "3.5"]),
        ("Up to 10⁶ steps, 64–256 wide.", ["10⁶", "64", "256"]),
        ("About $21$ of $10^6$ or $\\ell^2$.", ["21"]),
        ("Write `21`, or `--samples 21`.", ["21"]),
        ("There are nineteen worked examples, and four\ncommands.", ["nineteen", "four"]),
        ("A million rows, two hundred pages, ten regions.", ["A million", "two hundred", "ten"]),
        ("Two units share a weight; nine of them.", []),
        ("It has six real solutions after half an hour, or ten minutes.", ["six", "half an hour", "ten minutes"]),
        ("By a second route.", []),
        ("With seeds 3, 4 and 5.", ["3", "4", "5"]),
        ("See Theorem 3.1, section 4.2, Fig. 3, equations (1) to (4) and (Cooper 2018).", []),
        ("§4, 21 times", ["21"]),
        ("Exit code 4, or 70, and 5. Then 4.", ["5", "4"]),
        ("| code | meaning |\n|---|---|\n| `70` | a defect |\n| `71` | none |\n", ["71"]),
        ("1. First.\n2. Second has 3.\n\n## 4. Four\n", ["3"]),
        ("Between 0 and 1.", []),
        ("```python\nprint(21)\n```\nand 22", ["22"]),
        ("```{note}\nIt is 21.\n```\nand 22", ["21", "22"]),
        ("[21](file-22.md) {doc}`page-23` T2-24 z2 https://example.org/25", ["21"]),
        ("<!-- 21 -->\n(label-22)=\nabc", []),
    ],
)
def test_which_numbers_need_a_source(numbers, text, said):
    assert [each.partition(": ")[2].partition(":")[0] for each in found(numbers, text)] == said


def test_a_fault_names_page_line_and_number(numbers):
    assert found(numbers, "a\nb\nis 21.")[0].startswith("docs/page.md:3: 21: no record")


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("docs/results/ladder-layers-3.json: complex_count", ""),
        ("docs/results/ladder-layers-3.json: complex_count + 1", "says 22"),
        ("docs/results/ladder-layers-3.json: complex_coun", "is not defined"),
        ("docs/results/no-such.json: complex_count", "No such file"),
        ("cell: assert count == 21", ""),
        ("cell: assert count == 20", "does not have"),
        ("cell: assert count", "is not in"),
        ("cell: or 21", "does not have"),
        ("cell: not run: 21", "does not have"),
        ("pyproject.toml has: requires-python", "is not in"),
        ("defined: so it is", ""),
        ("defined", "what?"),
    ],
)
def test_a_source_must_hold_the_number(numbers, source, fault):
    text = "It has 21 solutions.\n\n```{code-cell}\nassert count == 21  # or 21\n```\n\n```python\nnot run: 21\n```\n"
    wrong = found(numbers, text, w0=("has 21 solutions", (source,)))
    assert (fault in wrong[0] and wrong[0].startswith("docs/page.md:1: 21: ")) if fault else not wrong


def test_words_that_are_not_there_and_too_few_sources_are_faults(numbers):
    assert "where no number is" in found(numbers, "Nothing.", w0=("has 21", ("defined: so",)))[0]
    assert (
        "3 numbers (2, 3, 4), 2 sources" in found(numbers, "2, 3, 4", w0=("2, 3, 4", ("defined: a", "defined: b")))[0]
    )


def test_the_markdown_cells_of_an_example_are_read_and_its_code_is_not(numbers):
    text = "# %% [markdown]\n# It is 21.\n\n# %%\nassert count == 21  # 22\n"
    assert found(numbers, text, "docs/examples/a.py") == [f"docs/examples/a.py:2: 21: {numbers.NOWHERE}"]
    assert not found(numbers, text, "docs/examples/a.py", w0=("is 21", ("cell: count == 21",)))


def changed(numbers, name, which=0):
    """A page with another last digit of one of its numbers, the line, and the number that stands there then."""
    path = ROOT / name
    page = numbers.Page(name, numbers.without_the_record(name, path.read_text(encoding="utf-8")))
    number = [each for each in page.numbers() if each.text[0].isdigit()][which]
    lines = path.read_text(encoding="utf-8").split("\n")
    other = number.text[:-1] + ("7" if number.text[-1] != "7" else "9")
    pattern = rf"(?<![\w.,]){re.escape(number.text)}(?![\w]|[.,]\d)"
    lines[number.line - 1] = re.sub(pattern, other, lines[number.line - 1], count=1)
    return "\n".join(lines), number.line, other


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        "docs/audit.md",
        "docs/benchmarks-gpu.md",
        "docs/commands.md",
        "docs/curvature.md",
        "docs/learning-estimates.md",
        "docs/theory.md",
        "docs/examples/census.py",
        "docs/examples/hessian_rank.py",
    ],
)
def test_a_number_that_is_changed_by_hand_is_found(numbers, name):
    text, line, other = changed(numbers, name)
    assert text != (ROOT / name).read_text(encoding="utf-8")
    wrong = numbers.faults(name, text, numbers.table())
    assert any(each.startswith(f"{name}:{line}: {other}: ") for each in wrong), wrong


@pytest.mark.parametrize("name", ["README.md", "docs/index.md"])
def test_a_number_of_the_start_table_that_is_changed_is_found(numbers, name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert numbers.faults(name, text.replace("exactly 21 complex", "exactly 22 complex"), numbers.table())


def test_the_page_of_the_records_lists_what_nothing_computes(numbers):
    summary = numbers.summary()
    by_hand = [source for entries in numbers.table().values() for each in entries for source in each.sources]
    by_hand = [source for source in by_hand if numbers.kind_of(source) in numbers.BY_HAND]
    assert all(source in summary for source in by_hand)
    assert sum(each.startswith("defined") for each in by_hand) <= MOST_DEFINED, "compute it, or leave the number out"


def test_the_examples_in_docstrings(numbers):
    assert doctest.testmod(sys.modules["number_sources"]).failed == 0
