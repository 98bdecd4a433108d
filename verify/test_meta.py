"""The registry itself: no claim without a check that can fail, none forgotten, none passed by accident."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from algebraic.shell.budget import UNLIMITED
from algebraic.shell.errors import WrongInput
from verify.catalogue import find_claim, registry
from verify.claims import FIELDS, QUANTIFIERS, Hypothesis
from verify.errors import NotApplicable
from verify.evidence import Finding
from verify.ledger import difference, entry, in_words, read_ledger
from verify.report.report import errata
from verify.run import draw, refutes, run_claim, violation

CLAIMS = registry()
LEDGER = read_ledger()
PENDING = Path(__file__).with_name("pending.txt")
ERRATA_RECORD = Path(__file__).parents[1] / "docs" / "results" / "errata.json"

# The claims that exact or certified algebra can decide, by paper. The analytic and dynamic ones follow.
DECIDABLE = {
    "T2": [*range(1, 15), 21, 22],
    "T3": [1, 2, 3, 5, *range(7, 11), *range(12, 27), *range(30, 34), 37, 39],
    "NMH": [*range(1, 12), 15, 16],
    "C18": [*range(1, 9), 10],
}
# Those that are decided on what experiments measured.
TRAINED = {"T2": [*range(15, 21)], "T3": [6, 27, 40], "NMH": [13, 14]}
ALGEBRAIC_IDS, TRAINED_IDS = (
    [f"{paper}-{number:02}" for paper, numbers in group.items() for number in numbers] for group in (DECIDABLE, TRAINED)
)
IDS = ALGEBRAIC_IDS + TRAINED_IDS
PLACE = re.compile(
    r"§|eqs?\. \(|App\.|Appendix|Theorem|Lemma|Proposition|Corollary|Remark|Definition|Table|Fig\.|abstract|Abstract"
)


def instance_of(claim, index=0, **settings):
    return draw(claim, 0, index, claim.num_instances, {**claim.settings, **settings}, None, UNLIMITED)


def first_instance(claim):
    """The first drawn instance that meets the hypotheses."""
    for index in range(claim.num_instances):
        instance = instance_of(claim, index)
        if violation(claim, instance, None) is None:
            return instance
    raise AssertionError(f"{claim.id}: none of {claim.num_instances} instances meets the hypotheses")


def test_every_claim_is_registered_or_pending():
    assert (len(ALGEBRAIC_IDS), len(TRAINED_IDS)) == (67, 11)
    assert len(IDS) == len(set(IDS))
    unknown = sorted(set(CLAIMS) - set(IDS))
    assert not unknown, f"registered, and no claim of the four papers: {unknown}"
    pending = [name for name in IDS if name not in CLAIMS]
    listed = PENDING.read_text(encoding="utf-8").split()
    assert listed == pending, f"write these into {PENDING.name}, one a line: {pending}"


def test_only_trained_claims_are_decided_on_records():
    """Only these may stay undecided, and only observed tendencies among them are open."""
    assert {name for name, claim in CLAIMS.items() if claim.listed} == set(TRAINED_IDS)
    assert {name for name, claim in CLAIMS.items() if claim.open} == set(TRAINED_IDS) - {"T3-06", "T3-27", "T3-40"}


def test_the_ledger_has_the_registered_claims():
    missing, unknown = sorted(set(CLAIMS) - set(LEDGER)), sorted(set(LEDGER) - set(CLAIMS))
    assert not missing, f"decide them with: python -m verify run {' '.join(missing)} --write-ledger"
    assert not unknown, f"in the ledger, and not registered: {unknown}"


@pytest.mark.skipif(not ERRATA_RECORD.parent.is_dir(), reason="needs a checkout with docs/results")
@pytest.mark.parametrize("name", errata(LEDGER))
def test_the_record_of_the_errata(name, outcomes):
    again = "python -m verify run --errata --json > docs/results/errata.json"
    record = {found["id"]: found for found in json.loads(ERRATA_RECORD.read_text(encoding="utf-8"))["claims"]}
    assert name in record, f"make the record again: {again}"
    found = outcomes[name] if name in outcomes else run_claim(CLAIMS[name])  # test_claims.py has mostly run it
    now, then = json.loads(json.dumps(found.as_dict())), record[name]
    assert (now["verdict"], now["grade"]) == (then["verdict"], then["grade"]), again
    assert now["counterexample"]["instance"] == then["counterexample"]["instance"], again
    if found.grade in ("exact", "certified"):
        assert now["counterexample"]["finding"]["reason"] == then["counterexample"]["finding"]["reason"], again
        assert now["corrected"] == then["corrected"], again


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
    names = [variant.name for variant in claim.planted]
    assert len(set(names)) == len(names)
    for variant in claim.planted:
        assert variant.because, f"{variant.name}: nothing says why it must fail"
        assert variant.statement
        assert variant.decide is not claim.decide, f"{variant.name} is the claim itself"


@pytest.mark.parametrize("name", CLAIMS)
def test_hypotheses_have_names_and_statements(name):
    hypotheses = CLAIMS[name].hypotheses
    assert len({hypothesis.name for hypothesis in hypotheses}) == len(hypotheses)
    for hypothesis in hypotheses:
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", hypothesis.name), f"{hypothesis.name!r} does not suit --drop"
        assert hypothesis.statement


@pytest.mark.parametrize("name", CLAIMS)
def test_an_instance_is_a_function_of_seed_and_index(name):
    claim, settings = CLAIMS[name], {**CLAIMS[name].settings, "scale": 0.3}
    first = draw(claim, 5, 3, 8, settings, None, UNLIMITED)
    np.random.seed(1)
    draw(claim, 6, 0, 8, settings, None, UNLIMITED)
    assert draw(claim, 5, 3, 8, settings, None, UNLIMITED) == first
    assert draw(claim, 5, 3, 99, settings, None, UNLIMITED) == first, "depends on how many are drawn"
    assert settings == {**claim.settings, "scale": 0.3}, "drawing has changed the settings"


@pytest.mark.parametrize("name", CLAIMS)
def test_an_instance_survives_a_file(name):
    claim = CLAIMS[name]
    instance = first_instance(claim)
    text = json.dumps(instance, allow_nan=False)
    again = json.loads(text)
    assert again == instance, "not plain JSON data"
    assert violation(claim, again, None) is None
    finding = claim.decide(instance)
    assert claim.decide(again) == finding
    assert json.dumps(instance) == text, "deciding has changed the instance"
    json.dumps([finding.measured, finding.certificate])


@pytest.mark.parametrize("name", [name for name, claim in CLAIMS.items() if claim.hypotheses])
def test_an_instance_that_violates_a_hypothesis_is_refused(name):
    claim = CLAIMS[name]
    for hypothesis in claim.hypotheses:
        drawn = (draw(claim, 0, k, 8, dict(claim.settings), hypothesis.name, UNLIMITED) for k in range(8))
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


def test_what_has_no_near_name():
    with pytest.raises(WrongInput, match="it has none"):
        run_claim(find_claim("T3-14"), drop="square")
    with pytest.raises(WrongInput, match="has no setting 'widht'"):
        run_claim(find_claim("T3-14"), settings={"widht": 3})
    with pytest.raises(WrongInput, match="did you mean T3-14"):
        find_claim("T3-144")
    with pytest.raises(WrongInput, match="did you mean T3-14"):
        find_claim("t3-14")


def raising(instance):
    raise ArithmeticError("the check is broken")


def test_a_check_that_raises_is_no_pass():
    claim = find_claim("T3-13")
    with pytest.raises(ArithmeticError, match="the check is broken"):
        run_claim(replace(claim, decide=raising), num_instances=2)
    with pytest.raises(ArithmeticError, match="the check is broken"):
        refutes(claim, replace(claim.planted[0], decide=raising), num_instances=2)


def test_undecided_is_no_pass():
    claim = replace(find_claim("T3-13"), decide=lambda instance: Finding(None, "certified", reason="53 bits"))
    found = run_claim(claim, num_instances=3)
    assert (found.verdict, found.undecided, found.failures) == ("undecided", 3, 0)
    assert found.why_undecided == "53 bits"


def test_an_open_claim_stays_open_and_counts():
    claim = find_claim("T3-14")  # every instance fails
    found = run_claim(replace(claim, open=True, corrected=None), num_instances=3)
    kept = entry(found)
    assert kept["verdict"] == "open"
    assert kept["counts"] == {"agree": 0, "contradict": 3, "undecided": 0}
    assert in_words(kept) == "open: 0 agree, 3 contradict, 0 undecided"
    assert difference(found, {claim.id: kept}) == ""
    changed = {**kept, "counts": {"agree": 1, "contradict": 2, "undecided": 0}}
    assert "counts" in difference(found, {claim.id: changed})
    del changed["counts"]
    assert "counts None →" in difference(found, {claim.id: changed})
    assert refutes(claim, claim.planted[0], num_instances=3)[0]


def test_a_list_of_instances_is_never_exceeded():
    claim = replace(find_claim("T3-13"), listed=True, num_instances=3)
    assert run_claim(claim, num_instances=30).instances == 3
    assert run_claim(claim, num_instances=2).instances == 2


def test_nothing_to_decide_is_no_pass():
    never = Hypothesis("never", "no instance meets it", lambda instance: "by 1")
    found = run_claim(replace(find_claim("T3-13"), hypotheses=(never,), num_instances=3))
    assert (found.verdict, found.instances, found.not_applicable) == ("not applicable", 0, 3)


def test_a_falsehood_refuted_for_another_reason_does_not_count():
    claim = find_claim("T3-13")
    refuted, said = refutes(claim, replace(claim.planted[0], because="the moon is full"))
    assert not refuted
    assert "differ from" in said
    assert not refutes(claim, replace(claim.planted[0], decide=claim.decide))[0]


def test_a_finding_that_does_not_hold_says_why():
    with pytest.raises(ValueError, match="says why"):
        Finding(False, "exact")
    with pytest.raises(ValueError, match="none of"):
        Finding(True, "surely")


def test_other_quantifiers_are_refused():
    with pytest.raises(ValueError, match="quantifier 'always'"):
        replace(find_claim("T3-13"), quantifier="always")
    with pytest.raises(ValueError, match="field 'rational'"):
        replace(find_claim("T3-13"), field="rational")
