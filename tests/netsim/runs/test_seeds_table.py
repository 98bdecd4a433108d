"""The table of outcomes over seeds: a row for each check, with what differs and what is near."""

from netsim.runs.seeds_table import as_text, seeds_table


def run(seed, word, number):
    check = {"claim": "T2-01", "name": "a|b", "statement": "it is", "outcome": word, "reason": "why"}
    check["measured"] = {"largest_ratio": number, "threshold": 0.5}
    base = {"experiment": "E99", "size": "laptop", "options": {}, "device": "cpu", "seed": seed}
    return base | {"checks": [check | {"reason": "" if word == "agrees" else "why"}]}


def rows(*runs):
    return [line for line in seeds_table({"E99": list(runs)}).splitlines() if line.startswith("| {ref}`E99 ")]


def test_a_row_says_how_many_seeds_say_what():
    (row,) = rows(run(0, "agrees", 0.9), run(1, "contradicts", 0.4), run(2, "agrees", 0.8))
    assert row.startswith(r"| {ref}`E99 <e99>` | T2-01: a\|b | **undecided** | 3 | 2 | 1 | 0 | ")
    assert row.endswith("| largest_ratio, threshold: 0.9, 0.4, 0.8 against 0.5 (fragile) |")
    assert rows(run(0, "agrees", 0.9)) == [
        r"| {ref}`E99 <e99>` | T2-01: a\|b | **agrees** | 1 | 1 | 0 | 0 | largest_ratio, threshold: 0.9 against 0.5 |"
    ]


def test_text_of_a_record_is_no_markdown():
    assert as_text("a|b <i>") == r"a\|b \<i\>"
