"""The record of critical functions has no faults, and every number of it that is changed makes one."""

import json
from pathlib import Path

import pytest

from algebraic.census import FunctionCase, cases_of_table, function_row, row_faults
from algebraic.shell import UNLIMITED, intact_rows

RECORD = Path(__file__).parents[3] / "docs" / "results" / "critical-functions.json"
KEYS = ("kind", "sizes", "activation", "bias", "metric")


@pytest.fixture(scope="module")
def rows():
    return intact_rows(RECORD, json.loads(RECORD.read_text())["settings"])


def test_every_case_has_its_row_without_faults(rows):
    assert [{name: row[name] for name in KEYS} for row in rows] == [dict(case) for case in cases_of_table()]
    assert [fault for row in rows for fault in row_faults(row)] == []


def test_published_numbers(rows):
    """Macaulay2's EuclideanDistanceDegree, Shahverdi 2401.16613; Henry, Marchetti, Kohn 2408.17221 for attention."""
    known = {
        ("dense", (2, 1, 2), "z", "generic"): 6,
        ("dense", (3, 1, 2), "z", "generic"): 10,
        ("dense", (2, 1, 2), "z", "frobenius"): 2,
        ("dense", (3, 1, 2), "z", "frobenius"): 2,
        ("attention", (2, 2, 1), "z", "generic"): 14,
    }
    found = {(r["kind"], tuple(r["sizes"]), r["activation"], r["metric"]): r["complex_count"] for r in rows}
    assert {key: found[key] for key in known} == known


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("num_params", 5),
        ("dimension", 2),
        ("dimension_proved", False),
        ("ambient_dimension", 2),
        ("ambient_dimension", 3),
        ("complex_count", 5),
        ("complex_count", None),
        ("complex_count_status", "exact_mod_p"),
        ("complex_count_status", "lower_bound"),
        ("proved", False),
        ("real_count", 1),
        ("real_count", 8),
        ("bkk", 5),
        ("again", 7),
        ("again_status", "lower_bound"),
        ("theorem", 7),
        ("by", "Eckart–Young"),
        ("sizes", [2, 1, 3]),
        ("activation", "z**2"),
        ("metric", "frobenius"),
    ],
)
def test_one_number_changed(rows, name, value):
    assert rows[0]["sizes"] == [2, 1, 2]
    assert row_faults({**rows[0], name: value})


@pytest.mark.slow
@pytest.mark.parametrize("place", range(0, 120, 17))
def test_a_row_counted_again_with_other_seeds(rows, place):
    row = rows[place % len(rows)]
    if row["complex_count"] > 60:
        pytest.skip("too many for a test")
    again = function_row(FunctionCase(**{name: row[name] for name in KEYS}), seed=7, budget=UNLIMITED)
    assert (again["complex_count"], again["again"]) == (row["complex_count"],) * 2
