"""A claim made of functions: what it says, in which order, and what its parts decide."""

# mypy: ignore-errors

import pytest

from algebraic.shell import WrongInput
from verify.declare import claim, exact, hypothesis, in_turn
from verify.run import refutes


@hypothesis
def even(instance):
    """n is
    even."""
    return f"{instance} is odd" if instance % 2 else None


def declared():
    @claim(
        "T3-99", "Squares", source="T3 §1", quantifier="for all", field="real", hypotheses=(even,), draw=lambda s, _: 2
    )
    def squares(instance):
        """n² is even,
        for all n."""
        return exact(instance**2 % 2 == 0, f"{instance}² is odd", square=instance**2)

    @squares.corrected
    def anyway(instance):
        """n² ≥ 0"""
        return exact(True, "")

    @squares.false(because="no 7")
    def seven_times(instance):
        """n² is a multiple of 7"""
        return exact(False, "no 7")

    @squares.broken(because="off", name="off by 1")
    def off(instance):
        """one more"""
        return exact(False, "off")

    @squares.false(because="sum")
    def sum_(instance):
        """n² is a sum."""
        return exact(False, "no sum")

    return squares


def test_what_a_declaration_says():
    made = declared().claim()
    assert (made.id, made.title, made.statement) == ("T3-99", "Squares", "n² is even, for all n")
    assert [(v.name, v.statement, v.because) for v in made.planted] == [
        ("seven times", "n² is a multiple of 7", "no 7"),
        ("off by 1", "broken: one more", "off"),
        ("sum", "n² is a sum", "sum"),
    ]
    assert made.corrected.statement == "n² ≥ 0"
    assert [(h.name, h.statement) for h in made.hypotheses] == [("even", "n is even")]
    assert (even.violated(3), even.violated(4)) == ("3 is odd", None)


def test_what_it_decides():
    squares = declared()
    assert squares(3).reason == squares.claim().decide(3).reason == "3² is odd"
    assert squares(4).holds
    assert squares(4).measured == {"square": 16}
    assert squares.claim().planted[1].decide(2).reason == "off"


def test_a_field_that_a_claim_has_not():
    with pytest.raises(TypeError, match="quantifer"):
        claim("T3-99", "Squares", quantifer="for all")(even.violated).claim()


def test_a_claim_without_a_statement():
    with pytest.raises(WrongInput, match="states nothing"):
        claim("T3-99", "Squares")(lambda instance: None)
    with pytest.raises(WrongInput, match="-OO"):
        hypothesis(lambda instance: None)


def test_readings_and_the_one_that_counts():
    readable = claim(
        "T3-99", "Squares", source="T3 §1", quantifier="for all", field="real", draw=lambda s, _: 2, reading="of n = 2"
    )(even.violated)

    @readable.reading("borrowed", draw=lambda stream, settings: 3, num_instances=4)
    def odd(instance):
        """of an odd n."""
        return exact(instance % 2 == 1, "even")

    made = readable.claim()
    assert [(each.words, each.num_instances) for each in made.readings] == [("of an odd n", 4)]
    assert [each["words"] for each in made.read_as()] == ["of n = 2", "of an odd n"]
    assert made.read_as()[1]["why"] == "not the headline: its hypothesis is not in the sentence"
    with pytest.raises(ValueError, match="'boring' is none of"):
        readable.reading("boring")(odd)
    with pytest.raises(ValueError, match="each with its words"):
        claim("T3-99", "Squares", source="T3 §1", quantifier="for all", field="real", draw=None, reading="alone")(
            even.violated
        ).claim()


def test_a_corrected_statement_has_instances_and_falsehoods_of_its_own():
    squares = declared()

    @squares.corrected_at(5, 7, 9)
    def odd(instance):
        """n² is odd"""
        return exact(instance**2 % 2 == 1, "even")

    @odd.false(because="no 3")
    def three(instance):
        """3 divides n²"""
        return exact(instance % 3 == 0, "no 3")

    made = squares.claim()
    assert odd(5).holds
    assert (made.corrected.statement, made.corrected.num_instances) == ("n² is odd", 3)
    assert [each.name for each in made.all_planted()] == ["seven times", "off by 1", "sum", "three"]
    assert made.all_planted()[3].draw is made.corrected.draw
    assert refutes(made, made.all_planted()[3]) == (True, "no 3")
    with pytest.raises(ValueError, match="on its draws"):
        odd.false(because="7", draw=in_turn(1))(odd)


def test_a_falsehood_that_is_printed_says_where():
    squares = declared()

    @squares.false(because="no 3", printed="T3 §1, proof of Lemma 1", instead="3 divides n² if it divides n")
    def three(instance):
        """3 divides n²"""
        return exact(instance % 3 == 0, "no 3")

    *others, last = squares.claim().planted
    assert (last.printed, last.instead) == ("T3 §1, proof of Lemma 1", "3 divides n² if it divides n")
    assert not any(each.printed for each in others)
