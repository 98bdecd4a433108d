"""Numbers that fit a line, on both sides of where they become powers of two."""

import pytest

from algebraic.shell.wording import Known, counted, format_count, format_number, format_power


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234567, "1,234,567"),
        (2**63 - 1, "9,223,372,036,854,775,807"),
        (2**63, "2^63"),
        (3**200, "2^316.993"),
        (1.25, "1.2"),
        (1e8, "100,000,000.0"),
        (1e9, "2^29.8974"),
    ],
)
def test_numbers(value, text):
    assert format_number(value) == text


@pytest.mark.parametrize(("power", "text"), [(None, "–"), (0.0, "2^0"), (316.9925, "2^316.993"), (1e7, "2^1e+07")])
def test_powers(power, text):
    assert format_power(power) == text


@pytest.mark.parametrize(
    ("count", "status", "text"),
    [
        (21, "exact", "21"),
        (21, "exact_mod_p", "21"),
        (1624, "lower_bound", "at least 1,624"),
        (0, "lower_bound", "at least 0"),
        (None, "infinite", "∞"),
        (None, "undecided", "–"),
    ],
)
def test_a_number_beside_a_lower_bound_says_so(count, status, text):
    assert format_count(count, status) == text


def known(status, count=None, real=None, *, rank=4, here=4, samples=4, outputs=1, proved=True, critical=False):
    return Known(4, samples, outputs, critical, rank, here, status, proved, count, real).sentence()


def test_what_is_known_in_one_sentence():
    by_gfan = known("exact", 33, 1, proved=False, critical=True)
    assert by_gfan.endswith("exactly 33 critical points, 1 of them real (by the bound of another program).")
    assert known("exact", 1, 1) == "4 weights, rank 4, these 4 samples: exactly 1 complex solution, 1 of them real."
    assert known("exact_mod_p", 9, 2).endswith("exactly 9 complex solutions, 2 of them real (modulo two primes).")
    assert known("exact", 9).endswith("exactly 9 complex solutions.")  # the real ones are not listed
    assert known("lower_bound", 9, 2).endswith(
        "at least 9 complex solutions, at least 2 of them real; whether there are more is not decided."
    )
    for status in ("lower_bound", "undecided"):  # nothing found is not none
        said = known(status, 0 if status == "lower_bound" else None, 0)
        assert "not decided" in said
        assert "exactly" not in said
    assert (
        known("infinite", critical=True, samples=9)
        == "4 weights, these 9 samples: infinitely many critical points (proved)."
    )


def test_how_many_samples_generic_targets_allow():
    assert known("empty", 0, rank=3, here=3) == (
        "4 weights, rank 3: with 4 or more samples of generic targets no solution; with 1 sample a set of dimension 3; "
        "these 4 samples: no solution (proved)."
    )
    assert "; with 2 samples a set of dimension 2; " in known("infinite", rank=3, here=2, samples=2)
    two = known("infinite", rank=4, here=2, samples=1, outputs=2, proved=False)
    assert two == (
        "4 weights, rank 4: with 3 or more samples of generic targets no solution; with 1 sample a set of dimension 2; "
        "this sample: infinitely many complex solutions (modulo two primes)."
    )
    special = known("empty", 0, rank=4, here=3, samples=2, outputs=2)  # two outputs, and data with a rank of their own
    assert "dimension" not in special
    assert known("undecided", rank=None, here=None) == (
        "4 weights, these 4 samples: how many complex solutions there are is not decided."
    )


def test_one_is_no_plural():
    assert [counted(number, "cell") for number in (0, 1, 2, 1000)] == ["0 cells", "1 cell", "2 cells", "1,000 cells"]
