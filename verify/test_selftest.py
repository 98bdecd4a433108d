"""What is planted is tried on the instances of the statement that it stands beside."""

# mypy: ignore-errors

from verify.declare import claim, exact, in_turn
from verify.selftest import counts, tried


def below(instance, limit):
    return exact(instance < limit, f"{instance} is not below {limit}")


def test_beside_the_printed_and_beside_the_corrected_statement():
    @claim("T3-99", "N", source="T3 §1", quantifier="for all", field="real", draw=in_turn(0, 5), num_instances=2)
    def printed(n):
        """n < 5"""
        return below(n, 5)

    @printed.false(because="5 is not below 4")
    def smaller(n):
        """n < 4"""
        return below(n, 4)

    @printed.corrected_at(9, 5)
    def right(n):
        """n < 10"""
        return below(n, 10)

    @right.false(because="9 is not below 7")
    def wrong(n):
        """n < 7"""
        return below(n, 7)

    @right.broken(because="5 is not below 5")
    def holds_by_mistake(n):
        """n is cut"""
        return below(min(n, 4), 5)

    found = list(tried(printed.claim()))
    assert [(each.planted, each.of, each.refuted) for each in found] == [
        ("smaller", "printed", True),
        ("wrong", "corrected", True),
        ("holds by mistake", "corrected", False),
    ]
    assert counts(found) == {"printed": 1, "corrected": 2}
    assert "NOT REFUTED" in found[2].line()
    assert found[1].line().startswith("T3-99   refuted      wrong: 9 is not")
