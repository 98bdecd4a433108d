"""What both kinds of documents share: each part is refused when it is false."""

import copy

import pytest

from algebraic import solve_system
from algebraic.count.check_boxes import check_boxes, check_ends, check_evidence, check_listed, check_suspected
from algebraic.documents.findings import Findings
from algebraic.ideals.equations_problem import EquationsProblem
from algebraic.shell.budget import UNLIMITED

FOUND = solve_system(["x^3 - 1"])
PROBLEM = EquationsProblem(FOUND.system)


def problems(change, check):
    document, findings = copy.deepcopy(FOUND.as_dict()), Findings("equations")
    change(document)
    check(document, findings)
    return findings.problems


def boxes(document, findings):
    check_boxes(PROBLEM, 1, document["solutions"], findings, UNLIMITED)


def first_real(document, value=None):
    return next(solution for solution in document["solutions"] if solution["real"])


@pytest.mark.parametrize("check", [boxes, check_listed, check_ends, lambda d, f: check_suspected(d, 1, f)])
def test_what_is_true_passes(check):
    assert problems(lambda document: None, check) == []


@pytest.mark.parametrize(
    ("change", "check", "said"),
    [
        (lambda d: first_real(d).update(real=False), boxes, "says real: false, but the box proves otherwise"),
        (lambda d: first_real(d)["box"][0].__setitem__(0, "1.001"), boxes, "is not proved to hold exactly one"),
        (lambda d: first_real(d)["box"][0].__setitem__(2, "9"), boxes, "is not proved to hold exactly one"),
        (lambda d: first_real(d)["box"].append(["0", "0", "1"]), boxes, "the box has 2 unknowns, and there are 1"),
        (lambda d: d["solutions"].append(d["solutions"][0]), check_listed, "the boxes of solutions 1 and 4 meet"),
        (lambda d: d["solutions"].remove(first_real(d)), check_listed, "count is 3, but 2 solutions are listed"),
        (lambda d: d["solutions"].pop(next(k for k in range(3) if not d["solutions"][k]["real"])), check_listed,
         "the conjugate of a solution is missing"),
        (lambda d: d["ends"].update(certified=2), check_ends, "ends has 2 certified solutions, and 3 are listed"),
        (lambda d: d["ends"].update(certified=4), check_ends, "ends has 4 certified solutions, and 3 are listed"),
        (lambda d: d["ends"].update(infinity=1), check_ends, "ends counts 1 as infinity"),
        (lambda d: d["suspected"].append({"approximation": []}), lambda d, f: check_suspected(d, 1, f),
         "suspected point 1 has 0 coordinates, not 1"),
    ],
)  # fmt: skip
def test_what_is_false_is_said(change, check, said):
    assert said in "; ".join(problems(change, check))


def test_evidence_is_proved_open_or_false():
    codes = []
    for holds in (True, None, False):
        findings = Findings("equations")
        check_evidence((holds, "an engine said so"), findings)
        codes.append(findings.exit_code())
    assert codes == [0, 4, 1]
