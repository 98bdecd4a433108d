"""Every claim comes out as in the ledger; every planted falsehood is refuted for its own reason."""

# mypy: ignore-errors

from dataclasses import replace

import pytest

from verify.catalogue import find_claim, registry
from verify.ledger import difference, read_ledger
from verify.run import refutes, run_claim

CLAIMS = registry()
LEDGER = read_ledger()


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
