"""Both kinds of documents with solutions are results of one search: what they share has one form."""

from algebraic.documents.shapes import parts_in
from algebraic.documents.solution_forms import COUNT, EQUATIONS

ONLY_EQUATIONS = {"names", "equations", "source"}
OF_CRITICAL_POINTS = {"loss", "objective", "index"}


def test_what_they_share_has_one_form():
    ours, theirs = EQUATIONS["properties"], COUNT["properties"]
    assert set(ours) - set(theirs) == ONLY_EQUATIONS
    different = {key for key in set(ours) - ONLY_EQUATIONS if ours[key] != theirs[key]}
    assert different == {"schema", "solutions", "routes", "cut_short"}
    assert set(theirs["solutions"]["items"]["properties"]) - set(ours["solutions"]["items"]["properties"]) == (
        OF_CRITICAL_POINTS
    )
    assert set(EQUATIONS["required"]) == set(ours)


def test_equations_refer_to_no_network():
    assert "graph" in parts_in(COUNT)
    assert "graph" not in parts_in(EQUATIONS)
