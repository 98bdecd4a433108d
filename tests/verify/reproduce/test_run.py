"""What is decided, and what contradicts the registry: a printed value changed by one is seen."""

from dataclasses import replace

import pytest

from verify.reproduce.printed import DIFFERS, EQUAL, OUT_OF_REACH
from verify.reproduce.registry import Call, read_sources
from verify.reproduce.run import decide, decide_all, document_of

SOURCES = read_sources()
QUICK = ("aoyagi2024", "dao2026", "devinterp", "kac1943", "mckelvey1997", "shahverdi2024")
DEGREE = Call("total_degree", {"system": "cyclic(4)"})  # 24


@pytest.mark.parametrize("key", QUICK)
def test_quick_sources_are_reproduced(key):
    rows = list(decide_all([SOURCES[key]]))
    assert [row.problem for row in rows] == [""] * len(rows)
    assert {row.status for row in rows} == {EQUAL}


def test_a_print_changed_by_one_differs():
    for key in QUICK:
        entry = SOURCES[key].entries[0]
        changed = replace(entry, printed=f"{int(entry.printed[0]) + 1}{entry.printed[1:]}")
        assert decide(SOURCES[key], entry).status == EQUAL
        row = decide(SOURCES[key], changed)
        assert row.status == DIFFERS
        assert "nothing explains it" in row.problem


def test_a_wrong_print_is_shown_by_three_routes():
    row = next(row for row in decide_all([SOURCES["nguyen2019"]]) if row.entry.erratum)
    assert (row.status, row.entry.printed, row.problem) == (DIFFERS, "179,840", "")
    assert [found.text() for found in (row.found, *row.routes)] == ["204928"] * 3


def entry_with(**changes):
    return replace(SOURCES["dao2026"].entries[0], what="a degree", call=DEGREE, **changes)


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"printed": "24"}, EQUAL, ""),
        ({"printed": "25"}, DIFFERS, "nothing explains it"),
        ({"printed": "25", "erratum": "a slip.", "routes": (DEGREE, DEGREE)}, DIFFERS, ""),
        ({"printed": "24", "erratum": "a slip."}, EQUAL, "said to be a wrong print"),
        ({"printed": "24", "routes": (Call("total_degree", {"system": "cyclic(3)"}),)}, EQUAL, "the first call 24"),
        (
            {"printed": "25", "erratum": "a slip.", "routes": (Call("mixed_volume", {"system": "cyclic(7)"}),)},
            DIFFERS,
            "does not show that 25 is wrong",
        ),
    ],
)
def test_what_contradicts_the_registry(gfan_alone, changes, status, words):
    row = decide(SOURCES["dao2026"], entry_with(**changes))
    assert row.status == status
    assert (words in row.problem) if words else not row.problem


def test_a_call_that_fails_is_out_of_reach_with_its_reason():
    entry = replace(SOURCES["dao2026"].entries[0], call=Call("neurovariety_dimension", {"widths": [0], "degree": 2}))
    row = decide(SOURCES["dao2026"], entry)
    assert row.status == OUT_OF_REACH
    assert row.found.because.startswith("out of reach: ")


def test_the_document_counts_what_was_decided():
    rows = [decide(SOURCES["dao2026"], entry_with(printed=printed)) for printed in ("24", "25")]
    document = document_of(rows, 3)
    assert document["counts"] == {EQUAL: 1, DIFFERS: 1, OUT_OF_REACH: 0}
    assert (document["seed"], len(document["problems"])) == (3, 1)
    assert [number["ours"] for number in document["sources"][0]["numbers"]] == ["24", "24"]
