"""What is no pass: what raises, what is undecided, what is decided on nothing, what fails for another reason."""

# mypy: ignore-errors

from dataclasses import replace

import pytest

from algebraic.shell import TooLarge, WrongInput
from verify.catalogue import find_claim
from verify.claims import Hypothesis, Reading, Variant
from verify.evidence import Evidence, Finding
from verify.run import Draws, refutes, run_claim


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


def test_what_is_too_large_is_undecided_and_says_why():
    """Without msolve an instance of T2-07 would need it, and ended the command."""

    def too_large(instance):
        raise TooLarge("1,820 columns (limit 1,500)", hint="install msolve")

    found = run_claim(replace(find_claim("T3-13"), decide=too_large), num_instances=2)
    assert (found.verdict, found.undecided, found.failures) == ("undecided", 2, 0)
    assert found.why_undecided == "1,820 columns (limit 1,500) (install msolve)"


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


def test_what_a_claim_has_not():
    with pytest.raises(WrongInput, match="it has none"):
        run_claim(find_claim("T3-14"), drop="square")
    with pytest.raises(WrongInput, match="has no setting 'widht'"):
        run_claim(find_claim("T3-14"), settings={"widht": 3})


def numbers(**fields):
    """A claim about integers from 0 to 100 by scale: n is below 30, and corrected: below 50 or below 200."""
    claim = replace(
        find_claim("T3-13"),
        draw=lambda stream, settings: {"n": round(100 * settings.scale)},
        decide=lambda instance: below(instance, 30),
        size=lambda instance: instance["n"],
        hypotheses=(),
        search=None,
    )
    return replace(claim, **fields)


def below(instance, limit):
    found = instance["n"] < limit
    return Finding(found, "exact" if instance["n"] < 80 else "numerical", reason="" if found else f"not below {limit}")


def test_sizes_grow_and_the_smallest_counterexample_is_looked_for():
    found = run_claim(numbers(), num_instances=11)
    assert (found.verdict, found.instances, found.failures) == ("refuted as printed", 11, 8)
    assert found.counterexample.instance == {"n": 30}
    assert found.grade == found.counterexample.finding.grade == "exact"
    assert found.sample.grade == "numerical"
    given = run_claim(numbers(), instance={"n": 90})
    assert (given.counterexample.instance, given.grade) == ({"n": 90}, "numerical")


@pytest.mark.parametrize(
    ("limit", "verdict", "kept"), [(50, "refuted as printed", "refuted as printed"), (200, "holds", "misprint")]
)
def test_a_misprint_needs_a_correction_that_holds(limit, verdict, kept):
    corrected = Variant("", "n is small", lambda instance: below(instance, limit))
    found = run_claim(numbers(corrected=corrected, misprint=True), num_instances=11)
    assert (found.verdict, found.corrected.verdict) == (kept, verdict)
    assert bool(found.corrected.reason) == (verdict != "holds")
    assert run_claim(numbers(corrected=corrected), num_instances=11).verdict == "refuted as printed"


def test_each_reading_has_a_verdict_and_the_headline_is_the_claims():
    """n < 30 fails; read as n < 200 it holds; read on other numbers, it holds where a hypothesis leaves some out."""
    small = Hypothesis("small", "n < 7", lambda instance: None if instance["n"] < 7 else "it is large")
    readings = (
        Reading("below 200", "trivial", lambda instance: below(instance, 200)),
        Reading("below 40", "unused", lambda instance: below(instance, 40)),
        Reading("of small n", "borrowed", lambda instance: below(instance, 7), lambda *_: {"n": 3}, (small,), 2),
    )
    corrected = Variant("", "n < 200", lambda instance: below(instance, 200), "", lambda *_: {"n": 199}, 5)
    found = run_claim(numbers(reading="below 30", readings=readings, corrected=corrected), num_instances=11)
    assert [(each.words, each.verdict, each.instances, each.failures) for each in found.readings] == [
        ("below 30", "refuted as printed", 11, 8),
        ("below 200", "holds", 20, 0),
        ("below 40", "refuted as printed", 20, 12),
        ("of small n", "holds", 2, 0),
    ]
    assert found.readings[0].verdict == found.verdict
    assert found.readings[2].reason == "not below 40"
    assert found.corrected.instances >= 11 + 8 + 5
    assert Evidence.from_dict(found.as_dict()) == found
    assert run_claim(numbers(reading="below 30", readings=readings), instance={"n": 3}).readings == ()


def test_a_reading_of_an_open_claim_is_decided():
    readings = (Reading("of all n", "unhedged", lambda instance: below(instance, 30)),)
    found = run_claim(numbers(open=True, reading="as it is expected", readings=readings), num_instances=11)
    assert (found.verdict, [each.verdict for each in found.readings]) == ("open", ["open", "refuted as printed"])


def test_a_correction_is_tried_where_a_reading_alone_fails():
    corrected = Variant("", "n < 50", lambda instance: below(instance, 50))
    readings = (Reading("below 40", "borrowed", lambda instance: below(instance, 40)),)
    claim = numbers(decide=lambda instance: below(instance, 200), reading="below 200", readings=readings)
    found = run_claim(replace(claim, corrected=corrected), num_instances=11)
    assert (found.verdict, found.corrected.verdict) == ("holds", "refuted as printed")


def test_what_is_no_witness_refutes_no_existence():
    claim = numbers(quantifier="exists")
    found = run_claim(claim, num_instances=11)
    assert (found.verdict, found.failures, found.counterexample) == ("holds", 8, None)
    for options in ({"instance": {"n": 99}}, {"settings": {"scale": 0.9}, "num_instances": 2}):
        found = run_claim(claim, **options)
        assert (found.verdict, found.counterexample) == ("undecided", None)
        assert found.why_undecided.startswith("no witness: ")
    assert run_claim(replace(claim, open=True), instance={"n": 99}).verdict == "open"
    every = replace(claim, corrected=Variant("", "n < 200", lambda instance: below(instance, 200)))
    assert run_claim(every, instance={"n": 99}).verdict == "refuted as printed", "of every instance there is to be one"


def test_a_dropped_hypothesis_is_violated_and_the_others_are_met():
    odd = Hypothesis("odd", "n is odd", lambda instance: None if instance["n"] % 2 else "it is even")
    small = Hypothesis("small", "n < 7", lambda instance: None if instance["n"] < 7 else "it is large")
    draws = Draws(numbers(hypotheses=(odd, small)), drop="odd")
    assert draws.violation({"n": 4}) is None
    assert draws.violation({"n": 3}) == "odd holds, and it was to be dropped"
    assert draws.violation({"n": 8}) == "small (n < 7): it is large"


def test_scale_can_be_set():
    assert run_claim(numbers(), settings={"scale": 0.2}, num_instances=3).verdict == "holds"
    assert Draws(numbers(settings={"scale": 0.2})).instance(5, 9) == {"n": 20}
