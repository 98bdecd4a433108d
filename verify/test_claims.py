"""Every claim comes out as in the ledger; every planted falsehood is refuted for its own reason."""

# mypy: ignore-errors

import json
from dataclasses import replace
from pathlib import Path

import pytest

from verify.catalogue import find_claim, registry
from verify.ledger import difference, read_ledger
from verify.report.report import errata
from verify.run import refutes, run_claim

CLAIMS = registry()
LEDGER = read_ledger()
ERRATA_RECORD = Path(__file__).parents[1] / "docs" / "results" / "errata.json"


@pytest.mark.parametrize("name", CLAIMS)
def test_claim(name, outcomes):
    found = run_claim(CLAIMS[name])
    outcomes[name] = found
    assert difference(found, LEDGER) == ""
    assert found.verdict != "not applicable"
    if CLAIMS[name].listed:  # decided on records: the ledger says which stay undecided, and the outcome says why
        assert bool(found.why_undecided) == bool(found.undecided)
    else:
        assert found.verdict != "undecided"


@pytest.mark.skipif(not ERRATA_RECORD.parent.is_dir(), reason="needs a checkout with docs/results")
@pytest.mark.parametrize("name", errata(LEDGER))
def test_the_record_of_the_errata(name, outcomes):
    again = "python -m verify run --errata --json > docs/results/errata.json"
    record = {found["id"]: found for found in json.loads(ERRATA_RECORD.read_text(encoding="utf-8"))["claims"]}
    assert name in record, f"make the record again: {again}"
    found = outcomes[name] if name in outcomes else run_claim(CLAIMS[name])
    now, then = json.loads(json.dumps(found.as_dict())), record[name]
    assert (now["verdict"], now["grade"]) == (then["verdict"], then["grade"]), again
    assert now["counterexample"]["instance"] == then["counterexample"]["instance"], again
    if found.grade in ("exact", "certified"):
        assert now["counterexample"]["finding"]["reason"] == then["counterexample"]["finding"]["reason"], again
        now, then = ({k: v for k, v in (each["corrected"] or {}).items() if k != "search"} for each in (now, then))
        assert now == then, again  # a search is guided by floats


@pytest.mark.parametrize("name", CLAIMS)
def test_planted_falsehoods_are_refuted(name):
    for variant in CLAIMS[name].all_planted():
        refuted, said = refutes(CLAIMS[name], variant)
        assert refuted, f"{variant.name} ({variant.statement}): {said}"


@pytest.mark.parametrize("name", CLAIMS)
def test_a_dropped_hypothesis_is_violated(name):
    for hypothesis in CLAIMS[name].hypotheses:
        found = run_claim(CLAIMS[name], drop=hypothesis.name, num_instances=8)
        assert found.dropped == hypothesis.name
        assert found.instances > 0, f"{hypothesis.name}: no instance violates it, so it cannot be dropped"


def test_other_quantifiers_are_refused():
    with pytest.raises(ValueError, match="quantifier 'always'"):
        replace(find_claim("T3-13"), quantifier="always")
    with pytest.raises(ValueError, match="field 'rational'"):
        replace(find_claim("T3-13"), field="rational")
