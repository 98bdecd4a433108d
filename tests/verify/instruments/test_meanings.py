"""What words allow, and how two of them meet."""

import pytest

from verify.instruments.meanings import in_words, related


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        (["M5"], ["M5"], "agree"),
        (["M5"], ["M30"], "contradict"),
        (["4"], ["2.."], "agree"),
        (["1"], ["2.."], "contradict"),
        (["2.."], ["..2"], "undecided"),  # 2 alone is allowed by both
        (["3.."], ["..2"], "contradict"),
        (["1..5"], ["2..3"], "agree"),
        (["1..3"], ["2..5"], "undecided"),
        (["0.1 S"], ["0.10 S"], "contradict"),  # words are words
        (["0.1"], ["0.10"], "agree"),
        (["31*1+1*1"], ["32"], "agree"),
        (["31-30"], ["1.."], "agree"),
        (["2, 4, 6"], ["6"], "contradict"),
        (["a", "b"], ["b"], "agree"),
        (["a", "b"], ["b", "c"], "undecided"),
        (["5"], ["five"], "contradict"),
    ],
)
def test_two_meanings(one, other, outcome):
    assert related(one, other) == related(other, one) == outcome


def test_ranges_are_read_aloud():
    assert [in_words(part) for part in ("2..", "..5", "1..5", "Fig. 3")] == [
        "2 or more",
        "5 or less",
        "1 to 5",
        "Fig. 3",
    ]
