"""What is decided, on a terminal: the verdict first, then what it rests on, readings with theirs."""

# mypy: ignore-errors

import pytest

from verify.catalogue import find_claim
from verify.run import run_claim
from verify.told import line


@pytest.mark.parametrize("name", ["T2-15", "T2-18"])
def test_each_check_of_an_experiment_is_a_line_with_its_seeds(name):
    found = run_claim(find_claim(name))
    first, *others = line(found, "").split("\n")
    assert first.startswith(f"{name}   {found.verdict}")
    assert "at size laptop" in first
    assert [each.strip() for each in others[: len(found.runs)]] == [run.line() for run in found.runs]


def test_an_open_reading_has_its_counts_and_checks():
    found = run_claim(find_claim("T3-06"))
    text = line(found, "a difference")
    assert "refuted as printed (the headline)" in text
    (observed,) = (read for read in found.readings if read.runs)
    assert observed.verdict == "open"
    assert f"read as “{observed.words}”: open: " in text
    assert all(f"            {run.line()}" in text for run in observed.runs)
    assert "seed" not in text.split("\n")[0], "what is refuted exactly rests on no run"
    assert text.endswith("differs from the ledger: a difference")
