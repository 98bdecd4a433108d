"""Which claims are listed."""

# mypy: ignore-errors

from verify import evidence
from verify.catalogue import registry
from verify.ledger import read_ledger
from verify.listing import GRADES, PAPERS, VERDICTS, listed


def test_all_and_some():
    assert [each["id"] for each in listed()] == list(registry())
    parts = [listed(paper, verdict) for paper in PAPERS for verdict in VERDICTS]
    assert sorted(each["id"] for part in parts for each in part) == sorted(registry())
    assert {(each["id"][:2], each["verdict"]) for each in listed("T3", "misprint")} == {("T3", "misprint")}
    assert sum(len(listed(grade=grade)) for grade in GRADES) == len(registry())
    assert listed("C18", "misprint", "statistical") == []


def test_the_words_are_those_of_the_ledger():
    assert {each["verdict"] for each in read_ledger().values()} <= set(VERDICTS)
    assert evidence.GRADES == GRADES
