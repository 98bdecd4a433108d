"""The transcripts of Theory II's captions, against its texts, and what the repairs change."""

import re

from tests.verify.papers import lines_of, misquoted
from verify.checks.t2.figures import FIG_41, REPAIRED, TABLE, excluded

QUOTATIONS = (*TABLE.rows, *TABLE.links)
CAPTION = re.compile(r"\s*Figure (\d+):")


def test_every_quotation_stands_on_its_line():
    assert misquoted([(each.line, each.words) for each in QUOTATIONS], lines_of("000")) == []


def test_what_is_no_caption_stands_in_the_other_conversion_too():
    lines = lines_of("001")
    assert misquoted([each.elsewhere for each in QUOTATIONS if each.elsewhere], lines) == []
    assert not any(map(CAPTION.match, lines)), "it has captions: quote them"
    assert {each.place for each in QUOTATIONS if not each.elsewhere} == {
        each.place for each in QUOTATIONS if each.place.startswith("Fig.")
    }


def test_a_quotation_stands_in_the_caption_that_it_names():
    """The last line above it that begins a caption is that of its figure; panels stand above theirs."""
    lines = lines_of("000")
    begins = {int(found[1]): k for k, line in enumerate(lines, 1) if (found := CAPTION.match(line))}
    for each in QUOTATIONS:
        if each.place.startswith("Fig. ") and each.words != "(c)":
            number = int(each.place.removeprefix("Fig. "))
            assert begins[number] <= each.line < begins[number] + 25, each.cited
            others = [k for other, k in begins.items() if other != number and begins[number] < k <= each.line]
            assert not others, each.cited


def test_every_caption_of_the_list_says_something():
    """Figs. 6 and 7 are not on the list, and Figs. 5, 18–45 are."""
    assert {f"Fig. {k}" for k in (5, *range(18, 46))} <= {each.place for each in TABLE.rows}


def test_a_number_that_is_transcribed_stands_in_the_words():
    """Or the row says how it follows from them."""
    for row in TABLE.rows:
        if row.says and not row.why:
            for number in re.findall(r"\d+(?:\.\d+)?", " ".join(row.says[0])):
                assert number in row.words.replace(",", ""), row.cited


def test_the_captions_that_name_figure_41_by_mistake():
    wrong = {
        link.one.rpartition(" ")[2] for link, mended in zip(TABLE.links, REPAIRED.links, strict=True) if link != mended
    }
    assert wrong == {str(k) for k in (*range(19, 23), *range(25, 29), *range(32, 36))}
    right = {link.one.rpartition(" ")[2] for link in REPAIRED.links if link.other == FIG_41}
    assert right == {"42", "43", "44", "45"}


def test_counts_by_hand():
    """19–21 and 25–27: model (two places) and epochs; 22 and 28: model (two places); 32–34: epochs."""
    outcomes = [TABLE.compared(pair)[0] for pair in TABLE.pairs]
    assert outcomes.count("contradict") == 6 * 3 + 2 * 2 + 3
    assert not any(REPAIRED.compared(pair)[0] == "contradict" for pair in REPAIRED.pairs)


def test_figure_40_denies_the_opposite():
    pairs = [pair for pair in TABLE.pairs if "Fig. 40" in pair["one"] + pair["other"]]
    assert len(pairs) == 3
    for pair in pairs:
        assert TABLE.agreement(pair).holds is None
        assert excluded(pair).holds is False
        assert REPAIRED.agreement(pair).holds is True
