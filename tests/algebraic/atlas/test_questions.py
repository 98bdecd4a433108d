"""Questions: minimal filling from all rows, conjectures with planted counterexamples."""

import json

from algebraic.atlas import Dense, Expression, box_of, columns_of, matching, row_of, try_conjecture, with_minimal

BOX = box_of({"kind": "dense", "depth": [2, 3], "widths": [1, 3], "degree": [2, 2], "bias": False})
ROWS = with_minimal(row_of(one) for one in BOX.architectures())
DENSE = columns_of("dense")


def test_minimal_filling_by_looking_at_all_smaller_ones():
    """Against every architecture with hidden widths that are nowhere larger, not the immediate ones only."""
    known = {tuple(row["widths"]): row for row in ROWS}
    for widths, row in known.items():
        smaller = [
            other
            for other in known
            if other != widths
            and len(other) == len(widths)
            and (other[0], other[-1]) == (widths[0], widths[-1])
            and all(a <= b for a, b in zip(other, widths, strict=True))
        ]
        assert row["minimal_filling"] is (row["filling"] and not any(known[other]["filling"] for other in smaller))


def test_where_a_predecessor_is_not_in_the_box_nothing_is_said():
    row = row_of(Dense((2, 3, 2), 2))
    assert row["filling"] is True
    assert with_minimal([row])[0]["minimal_filling"] is None
    smaller = {**row_of(Dense((2, 2, 2), 2)), "filling": None}
    assert with_minimal([row, smaller])[0]["minimal_filling"] is None


def test_matching():
    found = list(matching(ROWS, Expression("widths[0] == 2 and defect > 0", DENSE)))
    assert "pnn.2.2.3.3.r2" in {row["label"] for row in found}
    assert found == [row for row in ROWS if row["widths"][0] == 2 and row["defect"] > 0]
    assert not list(matching([{**ROWS[0], "filling": None}], Expression("filling", DENSE)))


def test_a_conjecture_that_holds_says_for_how_many():
    found = try_conjecture(ROWS, Expression("not minimal_filling or unimodal(widths[1:-1])", DENSE))
    assert (found.counterexamples, found.num_holding, found.num_rows) == ([], len(ROWS), 27 + 81)
    assert "holds for 108 of 108 rows" in str(found)


def test_the_smallest_counterexample_comes_first():
    found = try_conjecture(reversed(ROWS), Expression("defect == 0", DENSE))
    least = min(row["num_params"] for row in ROWS if row["defect"])
    assert found.counterexamples[0]["num_params"] == least
    assert json.loads(found.to_json())["smallest"]["num_params"] == least
    assert "does not hold" in str(found)


def test_undecided_and_unproved_rows_are_counted_apart():
    rows = [{**ROWS[0], "filling": None}, {**ROWS[0], "proved": False}, ROWS[0]]
    found = try_conjecture(rows, Expression("filling or defect == 7", DENSE))
    assert (found.num_holding, found.num_undecided, found.num_unproved) == (2, 1, 1)
    assert "not decided for 1" in str(found)
    assert "1 of these dimensions are not proved" in str(found)


def test_no_rows_say_nothing():
    found = try_conjecture([], Expression("1", DENSE))
    assert (found.num_rows, found.num_holding) == (0, 0)
