"""The transcripts of Theory III's captions, against its text, and what the repairs change."""

import re

from tests.verify.papers import lines_of, misquoted
from verify.checks.t3.figures import REPAIRED, TABLE

QUOTATIONS = (*TABLE.rows, *TABLE.links)
CAPTION = re.compile(r"\s*Figure (\d+):")


def test_every_quotation_stands_on_its_line():
    assert misquoted([(each.line, each.words) for each in QUOTATIONS], lines_of("002")) == []


def test_a_quotation_stands_in_the_caption_that_it_names():
    lines = lines_of("002")
    begins = {int(found[1]): k for k, line in enumerate(lines, 1) if (found := CAPTION.match(line))}
    for each in QUOTATIONS:
        if each.place.startswith("Fig. "):
            number = int(each.place.removeprefix("Fig. "))
            assert begins[number] <= each.line < begins[number] + 12, each.cited
            assert not [k for other, k in begins.items() if begins[number] < k <= each.line], each.cited


def test_every_caption_of_the_list_says_something():
    assert {f"Fig. {k}" for k in (3, 8, 11, 12, 13, 14, 16)} <= {each.place for each in TABLE.rows}


def test_a_number_that_is_transcribed_stands_in_the_words():
    """Or the row says how it follows from them."""
    for row in TABLE.rows:
        if row.says and not row.why:
            for number in re.findall(r"\d+(?:\.\d+)?", " ".join(row.says[0])):
                assert number in row.words.replace(",", "").replace(" ", ""), row.cited


def test_counts_by_hand():
    """Fig. 8: one; Fig. 14 against Fig. 4: data, the loss in two places, the network against two places."""
    outcomes = [TABLE.compared(pair)[0] for pair in TABLE.pairs]
    assert outcomes.count("contradict") == 1 + 1 + 2 + 2
    assert not any(REPAIRED.compared(pair)[0] == "contradict" for pair in REPAIRED.pairs)


def test_a_fraction_that_is_damaged_says_nothing():
    (row,) = (row for row in TABLE.rows if row.place == "Fig. 3" and row.what == "size of the noise")
    assert row.says == ()
    pairs = [pair for pair in TABLE.pairs if row.name in (pair["one"], pair["other"])]
    assert pairs
    assert all(TABLE.agreement(pair).holds is None for pair in pairs)
