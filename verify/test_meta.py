"""The registry itself: no claim without a check that can fail, none forgotten, none passed by accident."""

# mypy: ignore-errors

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from algebraic.shell.errors import WrongInput
from verify.catalogue import registry
from verify.claims import FIELDS, QUANTIFIERS
from verify.errors import NotApplicable
from verify.ledger import read_ledger
from verify.run import Draws, run_claim

CLAIMS = registry()
LEDGER = read_ledger()

# The claims that exact or certified algebra can decide, by paper. The analytic and dynamic ones follow.
DECIDABLE = {
    "T2": [*range(1, 15), *range(21, 29)],
    "T3": [*range(1, 40), *range(41, 55)],
    "NMH": [*range(1, 12), 15, 16, 19, 18, 17],
    "C18": [*range(1, 9), 10, 13, 14, 12, 11, 9],
}
# Those that are decided on what experiments measured.
TRAINED = {"T2": [*range(15, 21)], "T3": [40], "NMH": [12, 13, 14]}
# Those whose instances are pairs of printed statements.
OF_THE_PRINT = ["T2-23", "T3-50"]
ALGEBRAIC_IDS, TRAINED_IDS = (
    [f"{paper}-{number:02}" for paper, numbers in group.items() for number in numbers] for group in (DECIDABLE, TRAINED)
)
IDS = ALGEBRAIC_IDS + TRAINED_IDS
# Corrected statements about a finite list, all of which is decided, so that there is nowhere else to look.
OF_A_LIST = {
    "T2-23": "the sentences of the captions of one paper",
    "T3-50": "the sentences of the captions of one paper",
    "NMH-11": "thirteen rows of a table",
    "NMH-15": "the networks of the experiments; that rank Ψ = N for almost all U is NMH-02, generic",
    "NMH-16": "the sentences about four tables",
}
PLACE = re.compile(
    r"§|eqs?\. \(|App\.|Appendix|Theorem|Lemma|Proposition|Corollary|Remark|Definition|Table|Fig\.|abstract|Abstract"
)


def draws_of(claim, drop=None, **settings):
    return Draws(replace(claim, settings={**claim.settings, **settings}), drop=drop)


def first_instance(claim):
    """The first drawn instance that meets the hypotheses."""
    draws = draws_of(claim)
    for index in range(claim.num_instances):
        instance = draws.instance(index, claim.num_instances)
        if draws.violation(instance) is None:
            return instance
    raise AssertionError(f"{claim.id}: none of {claim.num_instances} instances meets the hypotheses")


def test_every_claim_is_registered():
    assert (len(ALGEBRAIC_IDS), len(TRAINED_IDS)) == (105, 10)
    assert len(IDS) == len(set(IDS))
    assert sorted(CLAIMS) == sorted(IDS)


def test_only_trained_claims_are_decided_on_records():
    """Only these may stay undecided; open are observed tendencies among them, and what the authors say they expect."""
    assert {name for name, claim in CLAIMS.items() if claim.listed} == {*TRAINED_IDS, *OF_THE_PRINT}
    assert {name for name, claim in CLAIMS.items() if claim.open} == set(TRAINED_IDS) - {"T3-40"} | {
        "T2-05",
        "T2-21",
        "C18-09",
        "T3-45",
    }


def test_the_ledger_has_the_registered_claims():
    missing, unknown = sorted(set(CLAIMS) - set(LEDGER)), sorted(set(LEDGER) - set(CLAIMS))
    assert not missing, f"decide them with: python -m verify run {' '.join(missing)} --write-ledger"
    assert not unknown, f"in the ledger, and not registered: {unknown}"


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_complete(name):
    claim = CLAIMS[name]
    assert claim.id == name
    assert claim.title
    assert claim.statement
    assert claim.num_instances >= 1
    assert claim.quantifier in QUANTIFIERS
    assert claim.field in FIELDS
    paper = name.partition("-")[0]
    assert claim.source.startswith(paper), f"the source {claim.source!r} does not begin with {paper}"
    assert PLACE.search(claim.source), f"the source {claim.source!r} names no place in the paper"
    assert all(claim.letters.values())
    assert callable(claim.decide)
    assert set(claim.rests_on) <= set(IDS) - {name}
    assert not claim.misprint or claim.corrected is not None, "a misprint has a repair"


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_has_a_case_that_must_fail(name):
    claim = CLAIMS[name]
    assert claim.planted, "no planted falsehood"
    names = [variant.name for variant in claim.all_planted()]
    assert len(set(names)) == len(names)
    for variant in claim.all_planted():
        assert variant.because, f"{variant.name}: nothing says why it must fail"
        assert variant.statement
        assert variant.decide is not claim.decide, f"{variant.name} is the claim itself"


@pytest.mark.parametrize("name", [name for name, claim in CLAIMS.items() if claim.corrected])
def test_a_corrected_statement_is_a_claim(name):
    corrected = CLAIMS[name].corrected
    own = draws_of(replace(CLAIMS[name], draw=corrected.draw))
    assert corrected.draw, "no instances of its own: @…corrected_at(…), at its boundaries"
    assert corrected.num_instances
    assert corrected.planted, "no falsehood of its own"
    for index in range(corrected.num_instances):
        instance = own.instance(index, corrected.num_instances)
        assert json.loads(json.dumps(instance, allow_nan=False)) == instance, "not plain JSON data"
        assert own.instance(index, corrected.num_instances) == instance
    for variant in corrected.planted:
        assert variant.decide is not corrected.decide, f"{variant.name} is the corrected statement itself"


def test_a_counterexample_is_looked_for():
    """Of every statement about all instances that holds, and of every corrected one, but for finite lists."""
    holding = {name for name, kept in LEDGER.items() if kept["verdict"] == "holds"}
    searched = {name for name, claim in CLAIMS.items() if claim.search}
    about_all = {name for name in holding if CLAIMS[name].quantifier in ("for all", "bound")}
    assert about_all <= searched
    corrected = {name for name, claim in CLAIMS.items() if claim.corrected and claim.corrected.search}
    about_all = {name for name, claim in CLAIMS.items() if claim.corrected and claim.quantifier in ("for all", "bound")}
    assert about_all - corrected == set(OF_A_LIST)
    for of, names in (("printed", searched), ("corrected", corrected)):
        kept = {name for name in names if of in {each["of"] for each in LEDGER[name].get("search", [])}}
        assert kept == names, "decide them with --write-ledger"


@pytest.mark.parametrize("name", CLAIMS)
def test_hypotheses_have_names_and_statements(name):
    hypotheses = CLAIMS[name].hypotheses
    assert len({hypothesis.name for hypothesis in hypotheses}) == len(hypotheses)
    for hypothesis in hypotheses:
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", hypothesis.name), f"{hypothesis.name!r} does not suit --drop"
        assert hypothesis.statement


@pytest.mark.parametrize("name", CLAIMS)
def test_an_instance_is_a_function_of_seed_and_index(name):
    claim = CLAIMS[name]
    draws = draws_of(claim, scale=0.3)
    first = draws.instance(3, 8)
    np.random.seed(1)
    replace(draws, seed=6).instance(0, 8)
    assert draws.instance(3, 8) == first
    assert draws.instance(3, 99) == first, "depends on how many are drawn"
    assert draws.claim.settings == {**claim.settings, "scale": 0.3}, "drawing has changed the settings"


@pytest.mark.parametrize("name", CLAIMS)
def test_an_instance_survives_a_file(name):
    claim = CLAIMS[name]
    instance = first_instance(claim)
    text = json.dumps(instance, allow_nan=False)
    again = json.loads(text)
    assert again == instance, "not plain JSON data"
    assert draws_of(claim).violation(again) is None
    finding = claim.decide(instance)
    assert claim.decide(again) == finding
    assert json.dumps(instance) == text, "deciding has changed the instance"
    json.dumps([finding.measured, finding.certificate])


@pytest.mark.parametrize("name", [name for name, claim in CLAIMS.items() if claim.hypotheses])
def test_an_instance_that_violates_a_hypothesis_is_refused(name):
    claim = CLAIMS[name]
    for hypothesis in claim.hypotheses:
        drawn = (draws_of(claim, hypothesis.name).instance(k, 8) for k in range(8))
        instance = next((each for each in drawn if hypothesis.violated(each) is not None), None)
        assert instance is not None, f"{hypothesis.name}: no instance violates it"
        violated = next(h for h in claim.hypotheses if h.violated(instance) is not None)
        with pytest.raises(NotApplicable) as refusal:
            run_claim(claim, instance=instance)
        assert refusal.value.exit_code == 2
        for part in (violated.name, violated.statement, violated.violated(instance)):
            assert part
            assert part in refusal.value.message


@pytest.mark.parametrize("name", [name for name, claim in CLAIMS.items() if claim.hypotheses])
def test_an_unknown_hypothesis_names_the_nearest(name):
    claim = CLAIMS[name]
    for hypothesis in claim.hypotheses:
        with pytest.raises(WrongInput, match=f"did you mean {re.escape(hypothesis.name)}"):
            run_claim(claim, drop=hypothesis.name + "x")


@pytest.mark.parametrize("name", [name for name, claim in CLAIMS.items() if claim.witness])
def test_a_witness_is_a_counterexample(name):
    claim = CLAIMS[name]
    assert Draws(claim).violation(claim.witness.instance) is None
    assert claim.decide(claim.witness.instance).holds is False
    if claim.corrected and LEDGER[name]["corrected"] == "holds":
        assert claim.corrected.decide(claim.witness.instance).holds is True


def test_a_falsehood_that_a_paper_prints_says_where_and_what_is_right():
    printed = [(claim, variant) for claim in CLAIMS.values() for variant in claim.all_planted() if variant.printed]
    assert len(printed) >= 3
    for claim, variant in printed:
        assert variant.printed.startswith(claim.id.partition("-")[0] + " ")
        assert PLACE.search(variant.printed)
        assert variant.instead
        assert not variant.statement.startswith("broken: ")
