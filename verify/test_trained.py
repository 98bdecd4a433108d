"""Claims about training: records are read, other sizes are run, and nothing is refuted by other settings."""

# mypy: ignore-errors

import json
import subprocess
import sys
from dataclasses import dataclass, replace

import pytest

from algebraic.shell.errors import WrongInput
from netsim.runs.experiment import Check, Experiment, Outcome
from netsim.runs.options import Options
from netsim.runs.several_seeds import over_seeds
from verify import trained
from verify.catalogue import registry
from verify.checks.t3.captions import captions
from verify.checks.t3.sine_targets import only_zeros, sign_changes
from verify.evidence import Evidence
from verify.ledger import entry, in_words
from verify.run import run_claim

NAMES = [name for name, claim in registry().items() if claim.listed and "size" in claim.settings]
E11 = {"experiment": "E11", "check": "directions after a perturbation", "size": "laptop", "seed": 0}
FIG_16 = {**E11, "check": "Fig. 16: zero after each perturbation"}


@dataclass(frozen=True, kw_only=True)
class Width(Options):
    width: int


def decide_made_up(measured):
    outcome = measured["outcome"]
    return Outcome(outcome, {"number": 1.23456789}, "" if outcome == "agrees" else "as made up")


@pytest.fixture
def made_up(monkeypatch, tmp_path):
    """One experiment, E99, with a check of T3-27, and the folder of its records."""
    experiment = Experiment(
        id="E99",
        title="made up",
        source="",
        sizes={"laptop": Width(width=3), "paper": Width(width=5)},
        run=lambda run: {"outcome": "agrees"},
        checks=(Check("T3-27", "check", "as printed", decide_made_up),),
    )
    for place in ("netsim.runs", "netsim.runs.experiment"):
        monkeypatch.setattr(f"{place}.experiments", lambda: {"E99": experiment})
    monkeypatch.setattr(trained, "records", lambda: tmp_path)
    trained._recorded.cache_clear()
    yield tmp_path
    trained._recorded.cache_clear()


def record(folder, outcome, width=3, seed=0, others=()):
    document = {"experiment": "E99", "size": "laptop", "options": {"width": width}, "seed": seed, "device": "cpu"}
    document |= {"title": "", "source": "", "environment": {"device_name": ""}, "seconds": 1.0, "notes": []}
    document |= {"measured": {"outcome": outcome}, "checks": []}
    if others:
        further = [{"seed": s, "measured": {"outcome": o}, "checks": [], "notes": []} for s, o in enumerate(others, 1)]
        document |= {"record": 2, "others": further}
    (folder / "E99-laptop.json").write_text(json.dumps(document), encoding="utf-8")


INSTANCE = {"experiment": "E99", "check": "check", "size": "laptop", "seed": 0}


@pytest.mark.parametrize(("outcome", "holds"), [("agrees", True), ("contradicts", False), ("undecided", None)])
def test_a_record_is_decided(made_up, outcome, holds):
    record(made_up, outcome)
    found = trained.decide(INSTANCE)
    assert found.holds is holds
    together = found.measured["over_seeds"]
    assert together == {
        "experiment": "E99",
        "check": "check",
        "size": "laptop",
        "seeds": [0],
        "fragile": [],
        "older": [],
    } | {
        "outcomes": [outcome],
        "outcome": outcome,
    }
    assert found.measured == {"statement": "as printed", "over_seeds": together, "number": 1.23457}
    assert found.reason == ("" if holds else "E99, laptop, check: as made up")


@pytest.mark.parametrize(
    ("others", "holds"),
    [(("agrees", "agrees"), True), (("agrees", "contradicts"), None), (("undecided", "agrees"), None)],
)
def test_all_seeds_of_a_record_are_decided_by_one_rule(made_up, others, holds):
    record(made_up, "agrees", others=others)
    rows = over_seeds({s: decide_made_up({"outcome": o}) for s, o in enumerate(("agrees", *others))})
    found = trained.decide(INSTANCE)
    assert found.holds is holds is trained.HOLDS[rows.outcome]
    assert found.measured["outcomes"] == ["agrees", *others]
    assert ("differs between seeds" in found.reason) is (holds is None)
    fault = trained.spoils("E99")(lambda measured: measured.update(outcome="contradicts"))
    assert fault(INSTANCE).holds is False


@pytest.mark.parametrize(("others", "words"), [((), "on one seed"), (("agrees", "agrees"), "on 3 seeds")])
def test_how_many_seeds_a_verdict_rests_on(made_up, others, words):
    """One record of one seed is not told as more."""
    record(made_up, "agrees", others=others)
    claim = replace(registry()["T2-15"], draw=lambda stream, settings: INSTANCE, num_instances=1, planted=())
    found = run_claim(claim)
    (run,) = found.runs
    assert (run.seeds, run.outcome) == (list(range(1 + len(others))), "agrees")
    assert entry(found)["runs"] == {"size": "laptop", "seeds": {"E99": run.seeds}, "older": [], "fragile": 0}
    assert in_words(entry(found)) == f"open: 1 agree, 0 contradict, 0 undecided, {words} at size laptop"
    assert "(one seed, laptop)" in run.line() or "(3 seeds, laptop)" in run.line()
    assert Evidence.from_dict(json.loads(json.dumps(found.as_dict()))).runs == found.runs


def test_a_record_that_is_older_than_an_option_says_so(made_up):
    record(made_up, "agrees")
    path = made_up / "E99-laptop.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"options": {}}), encoding="utf-8")
    claim = replace(registry()["T2-15"], draw=lambda stream, settings: INSTANCE, num_instances=1, planted=())
    found = run_claim(claim)
    assert found.runs[0].older == ["width"]
    assert "older than width" in found.runs[0].line()
    assert in_words(entry(found)).endswith("at size laptop, records older than today: E99")


def test_a_number_near_its_threshold_is_shown(made_up, monkeypatch):
    record(made_up, "agrees", others=("agrees",))
    near = {"share, kept": {"values": [0.51, 0.6], "threshold": 0.5, "fragile": True}}
    far = {"other, kept": {"values": [5.0, 6.0], "threshold": 0.5, "fragile": False}}
    monkeypatch.setattr("netsim.runs.margins_over_seeds", lambda found: near | far)
    found = trained.decide(INSTANCE)
    assert found.measured["over_seeds"]["fragile"] == ["share, kept: 0.51, 0.6 against 0.5 (fragile)"]
    assert found.holds is True


def test_a_falsehood_is_refuted_by_all_seeds_or_not_at_all(made_up):
    record(made_up, "agrees", others=("undecided", "agrees"))
    statement = trained.numbers_of("E99", "check")(lambda numbers: "it is 1.23")
    assert statement(INSTANCE).holds is False
    turns = iter(["", "it is 1.23", "it is 1.23"])
    assert trained.numbers_of("E99", "check")(lambda numbers: next(turns))(INSTANCE).holds is None


def test_a_record_of_a_later_form_is_refused(made_up):
    record(made_up, "agrees")
    path = made_up / "E99-laptop.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"record": 3}), encoding="utf-8")
    with pytest.raises(WrongInput, match="form 3"):
        trained.decide(INSTANCE)


def test_other_settings_than_the_papers_refute_nothing(made_up):
    record(made_up, "contradicts")
    found = trained.decide(INSTANCE, as_printed=True)
    assert found.holds is None
    assert "as made up (contradicts; but these are not the paper's settings)" in found.reason
    record(made_up, "agrees")
    trained._recorded.cache_clear()
    assert trained.decide(INSTANCE, as_printed=True).holds is True


@pytest.mark.parametrize("options", [None, {"width": 4}])
def test_a_missing_or_older_record_decides_nothing(made_up, options):
    if options:
        record(made_up, "agrees", **options)
    found = trained.decide(INSTANCE)
    assert found.holds is None
    assert "run python -m netsim run E99 --size laptop --publish netsim/results" in found.reason
    for decides in (trained.numbers_of("E99", "check"), trained.spoils("E99")):
        assert decides(lambda measured: "it is false")(INSTANCE).holds is None


def test_a_record_counts_with_the_seeds_it_has(made_up):
    record(made_up, "agrees", seed=11)
    found = trained.decide(INSTANCE)
    assert (found.holds, found.measured["over_seeds"]["seeds"]) == (True, [11])


def test_a_planted_fault_leaves_the_record_as_it_is(made_up):
    record(made_up, "agrees")
    fault = trained.spoils("E99")(lambda measured: measured.update(outcome="contradicts"))
    assert fault(INSTANCE).reason == "E99, laptop, check: as made up"
    assert trained.decide(INSTANCE).holds is True
    assert trained.spoils("E98")(lambda measured: None)(INSTANCE).reason == "the fault is in E98"


def test_falsehoods_are_decided_on_their_own_check(made_up):
    record(made_up, "agrees")
    for check, holds in (("check", False), ("another", None)):
        statement = trained.numbers_of("E99", check)(lambda numbers: f"{numbers['number']:g}")
        assert statement(INSTANCE).holds is holds
    assert trained.numbers_of("E99", "check")(lambda numbers: "")(INSTANCE).holds is True


def test_a_claim_about_training_says_where_its_numbers_come_from():
    @trained.about_training("T3-40", "again", note="A note.", source="T3 §4.1", quantifier="for all", field="real")
    def again(instance):
        """as printed"""
        return trained.decide(instance)

    made, known = again.claim(), registry()["T3-40"]
    assert (made.num_instances, made.listed, made.settings) == (known.num_instances, True, known.settings)
    assert made.note == f"A note. {trained.sources_of('T3-40', on_images=True)}"

    @again.false(because="no zero")
    @trained.numbers_of("E99", "check")
    def nothing_is_zero(numbers):
        """no number is zero"""

    (planted,) = again.claim().planted
    assert (planted.name, planted.statement) == ("nothing is zero", "no number is zero")


@pytest.mark.parametrize("changes", [{"size": "huge"}, {"seed": -1}, {"seed": "one"}, {"experiment": "E00"}])
def test_what_there_is_not(changes):
    with pytest.raises(WrongInput, match=str(next(iter(changes.values())))):
        trained.decide({**E11, **changes})


def test_an_unknown_check():
    with pytest.raises(KeyError, match="no such"):
        trained.decide({**E11, "check": "no such"})


def test_another_size_is_run():
    pytest.importorskip("torch")
    other = {"size": "smoke", "seed": 3}
    instance = {**E11, **other, "check": "Fig. 15: overfitting"}
    found = run_claim(registry()["T3-40"], settings=other, instance=instance)
    assert (found.instances, found.settings["size"]) == (1, "smoke")
    assert found.verdict != "refuted as printed", "smoke has other settings than the captions"
    assert found.sample.measured["statement"]


def test_without_torch(tmp_path):
    """Everything but another size works; that names the missing package."""
    program = (
        "import sys; sys.modules['torch'] = None; from verify.__main__ import main; "
        "codes = [main(['selftest', 'T3-40']), main(['run', 'NMH-13', '--set', 'size=smoke', '--json'])]; "
        "main(['report', 'T2-18', '--out', sys.argv[1], '--json']); print(codes, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, timeout=120)
    assert done.stderr.strip().endswith("[0, 3]"), done.stderr
    assert "torch_missing" in done.stdout
    assert "open: " in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "open: " in (tmp_path / "claims" / "T2-18.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_check_is_an_instance(name):
    claim = registry()[name]
    assert claim.num_instances == len(trained.checks_of(name)) >= 2
    assert run_claim(claim).instances == claim.num_instances
    assert "netsim show" in claim.note


def test_why_no_polynomial_of_degree_4_fits():
    """At other frequencies it may: sin(2πx/2) has one sign change at 9 nodes, and 9 points need no zero more."""
    assert (sign_changes(9, 4.0), sign_changes(9, 0.5)) == (7, 1)
    assert only_zeros(9, 4.0)
    assert not only_zeros(9, 3.9)


def monomials(measured):
    """What was measured with monomials of degree 30."""
    return {each["features"]: each for each in (measured, *measured["others"])}["monomials"]["degenerate"]


@pytest.mark.parametrize(
    ("check", "change", "because"),
    [
        ("Fig. 16", lambda m: m["convex"]["perturbed"]["after_cycle"].update(worst=[0.1] * 9), "not that of least"),
        ("Fig. 16", lambda m: m["others"][1]["convex"]["perturbed"]["after_cycle"].update(worst=[0.1] * 9), "not that"),
        ("Fig. 4", lambda m: monomials(m)["perturbed"]["after_cycle"].update(worst=[0.0] * 9), "is zero after"),
        ("Fig. 4", lambda m: monomials(m)["directions"].update(left_after_cycle=[0.4]), "closed form"),
        ("Fig. 13", lambda m: m.update(change_with_more_digits=[1.0]), "two precisions disagree"),
        ("Fig. 13", lambda m: m.update(double=[row | {"test": m["exact_test"]} for row in m["double"]]), "are right"),
    ],
)
def test_the_corrected_captions_can_fail(monkeypatch, check, change, because):
    """Each on a record with something else measured."""
    names = {"Fig. 13": ("E12", "Fig. 13: no exaggerated numerical errors"), "Fig. 16": ("E11", FIG_16["check"])}
    experiment, name = names.get(check, ("E11", "Fig. 4: zero after each perturbation"))
    instance = {**E11, "experiment": experiment, "check": name}
    measured = json.loads((trained.records() / f"{experiment}-laptop.json").read_text(encoding="utf-8"))["measured"]
    monkeypatch.setattr(trained, "measured_by", lambda instance: {0: measured})
    assert captions(instance).holds is True
    if check == "Fig. 13":
        measured["exact_test"] = [1.0] * 300
        for degree, error in zip(measured["exact"]["degree"], measured["exact"]["test"], strict=True):
            measured["exact_test"][degree - 1] = error
    change(measured)
    found = captions(instance)
    assert found.holds is False
    assert because in found.reason
