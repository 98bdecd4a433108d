import pytest

from algebraic.documents import CLOSED, Findings, same


def test_what_nothing_looks_at_is_a_problem():
    found = Findings("count")
    found.proved("routes: bkk")
    found.left("seed")
    found.covers({"routes": 1, "seed": 2, "strange": 3})
    assert found.problems == ["nothing checks the field 'strange'"]


def test_only_what_is_on_the_closed_list_can_be_left():
    for name in ("solutions", "count", "real_count", "complex_count", "complex_count_status"):
        with pytest.raises(KeyError):
            Findings("count").left(name)


@pytest.mark.parametrize(("rests", "false", "code"), [(0, 0, 0), (1, 0, 4), (0, 1, 1), (1, 1, 1)])
def test_exit_codes(rests, false, code):
    found = Findings("count")
    found.left("complex_count_evidence", rests=bool(rests))
    if false:
        found.false("no")
    assert (found.exit_code(), found.as_dict()["verified"]) == (code, code == 0)


def test_an_end_before_the_end_is_not_decided():
    found = Findings("count")
    found.open("the time is over")
    assert (found.exit_code(), found.not_reproved) == (4, ["the time is over"])


def test_what_the_same_code_says_again_is_not_proved():
    found = Findings("bezout")
    found.again("bkk", 21, 21)
    assert (found.exit_code(), found.reproved) == (0, [])
    assert found.not_reproved == ["second routes: bkk was computed again by the same code"]
    found.covers({"bkk": 21})
    assert found.problems == []
    found.again("bkk", 22, 21)
    assert (found.exit_code(), found.problems) == (1, ["bkk is 22, but it is 21"])


def test_types_are_compared_too():
    assert same({"a": [1, None]}, {"a": [1, None]})
    for pair in ((1, True), (1, 1.0), ([1], [1, 2]), ({"a": 1}, {"b": 1}), ({"a": 1}, {}), (None, False)):
        assert not same(*pair)


def test_never_on_a_closed_list():
    never = ("solutions", "real", "count", "real_count", "complex_count", "complex_count_status", "bkk", "dimension",
             "empty", "data_rank", "certificate", "num_params", "widths")  # fmt: skip
    for kind, names in CLOSED.items():
        assert not set(never) & set(names), kind
