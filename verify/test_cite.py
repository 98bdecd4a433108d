"""An identifier changes with the statement and with what came out, and with nothing else."""

# mypy: ignore-errors

from dataclasses import replace

from verify.catalogue import find_claim, registry
from verify.cite import bibtex, identifier
from verify.ledger import in_words, read_ledger


def test_what_it_depends_on():
    claim, kept = find_claim("T2-01"), read_ledger()["T2-01"]
    quoted = identifier(claim, kept)
    assert identifier(replace(claim, note="another", num_instances=7), kept) == quoted
    assert identifier(claim, {**kept, "search": []}) == quoted
    assert identifier(replace(claim, statement="another"), kept) != quoted
    assert identifier(replace(claim, corrected=None), kept) != quoted
    assert identifier(claim, {**kept, "grade": "statistical"}) != quoted


def test_every_result_has_one_of_its_own():
    ledger = read_ledger()
    names = [identifier(claim, ledger[name]) for name, claim in registry().items()]
    assert len({each.partition("@")[2] for each in names}) == len(names)


def test_bibtex_has_balanced_braces():
    ledger = read_ledger()
    for name, claim in registry().items():
        entry = bibtex(claim, ledger[name], in_words(ledger[name]))
        assert entry.count("{") == entry.count("}"), name
        assert identifier(claim, ledger[name]) in entry
