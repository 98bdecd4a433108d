"""The check of a document of this room: every statement is proved again from the data and the certificate alone.

No linear program is solved. The cells that exist are listed again; each of them, and each meeting of two, must be
answered by a combination or a separator of the certificate, which were compared with the data before. Where the cells
are not many, components are counted on all cells in every order of the units, without the permutations that the search
works with.
"""

from __future__ import annotations

from itertools import permutations
from math import factorial
from typing import Any

from ..documents import Circumstances, Findings
from ..shell import Budget
from .cells import Cell, check_number, nonempty_cells, orders
from .check_points import check_points
from .check_proofs import proofs_of
from .components import Joined, connected_by_width, join_cells
from .known import Known, Lenient
from .minima_document import check_minima
from .path_document import check_path_document
from .plain import certificate_of, data_of, plain
from .question import Question, question_of
from .unit import Unit

MOST_IN_ORDER, MOST_UNITS = 20_000, 6  # cells that are joined in every order
COUNTS = ("components", "components_up_to_permutation", "num_nonempty_cells")


def check_relu(document: Any, findings: Findings, here: Circumstances) -> None:
    """Check every field of a document."""
    for name in ("reasons", "options", "seed", "versions"):
        findings.left(name)
    findings.left("data: source")
    data, widths = document["data"], document["widths"]
    question = question_of(
        data["inputs"], data["targets"], widths[1] if len(widths) == 3 else 0, document["leak"], document["hidden_bias"]
    )
    findings.compare("data", {**data, "source": ""}, {**data_of(question), "source": ""})
    findings.compare("widths", widths, question.widths)
    findings.compare("num_samples", document["num_samples"], len(question.inputs))
    findings.compare("leak", document["leak"], str(question.leak))
    findings.proved("hidden_bias")
    proofs = proofs_of(document, question, findings, here.budget)
    if proofs is None:
        findings.looked_at("status", "dimension", "num_cells", "points", "minima", "path", *COUNTS)
        return
    unit, known = proofs
    findings.compare("certificate", document["certificate"], plain(certificate_of(question, unit, known)))
    findings.compare("num_cells", document["num_cells"], len(unit.pieces) ** question.num_hidden)
    if document["minima"] is None:
        findings.proved("minima")
    else:
        check_minima(document["minima"], question, unit, findings, here.budget)
    by_width = document["status"] == "exact" and document["num_nonempty_cells"] is None
    partial = by_width or document["status"] in ("lower_bound", "undecided")
    try:
        joined = None if partial else _joined(document, question, unit, known, here.budget)
    except KeyError:
        findings.false("certificate: it does not answer for every cell and every meeting of cells", "certificate")
        findings.looked_at("status", "dimension", "points", "path", *COUNTS)
        return
    if by_width and not connected_by_width(known, question.num_hidden):
        findings.false("status: no cells are listed, and the units are not more than the rank of the outputs", "status")
    _counts(document, joined, findings)
    if document["path"] is None:
        findings.proved("path")
    else:
        check_path_document(
            document["path"], question, unit, joined if document["status"] == "exact" else None, findings
        )
    check_points(document, question, unit, known, joined, findings)
    _dimension(document, findings)


def _joined(document: Any, question: Question, unit: Unit, known: Known, budget: Budget) -> Joined:
    if any(mask == (1 << len(unit.rays)) - 1 for mask, _ in known.separators):
        return Joined([])
    check_number(unit, question.num_hidden)
    cells = nonempty_cells(unit, question.num_hidden, known, budget)
    joined = join_cells(unit, cells, Lenient(known), budget)
    if document["status"] != "upper_bound":
        join_cells(unit, cells, known, budget, joined)  # whatever is not joined must be proved to be apart
    if question.num_hidden <= MOST_UNITS and sum(map(orders, cells)) <= MOST_IN_ORDER:
        assert sum(kind.copies for kind in joined.kinds()) == count_in_order(unit, cells, Lenient(known))
    return joined


def count_in_order(unit: Unit, cells: list[Cell], known: Known) -> int:
    """The number of components, by joining all cells in every order of the units."""
    every = {order for cell in cells for order in set(permutations(cell))}
    above = {cell: cell for cell in every}

    def top(cell: Cell) -> Cell:
        while above[cell] != cell:
            above[cell] = above[above[cell]]
            cell = above[cell]
        return cell

    for cell in every:
        for i, piece in enumerate(cell):
            rest = 0
            for k, other in enumerate(cell):
                rest |= unit.pieces[other].rays if k != i else 0
            for other, common in unit.pieces[piece].moves:
                moved = (*cell[:i], other, *cell[i + 1 :])
                if moved in above and top(cell) != top(moved) and known.can(rest | common):
                    above[top(cell)] = top(moved)
    return sum(above[cell] == cell for cell in every)


def _counts(document: Any, joined: Joined | None, findings: Findings) -> None:
    status = document["status"]
    if joined is None:
        some = bool(document["points"])
        findings.compare("status", status, ("exact" if status == "exact" else "lower_bound") if some else "undecided")
        for name in COUNTS[:2]:
            findings.compare(name, document[name], 1 if some else None)
        findings.compare("num_nonempty_cells", document["num_nonempty_cells"], None)
        findings.compare("number of points", len(document["points"]), int(some))
        if not some:
            findings.open("the document decides nothing")
        return
    kinds = joined.kinds()
    total, count = sum(kind.copies for kind in kinds), sum(map(orders, joined.cells))
    findings.compare("num_nonempty_cells", document["num_nonempty_cells"], count)
    findings.compare("number of points", len(document["points"]), len(kinds))
    for name, true in zip(COUNTS, (total, len(kinds)), strict=False):
        findings.compare(name, document[name], true)
    assert total <= factorial(len(joined.identity)) * max(1, len(kinds))
    if status == "upper_bound":
        findings.proved("status")
    else:
        findings.compare("status", status, "exact" if kinds else "empty")


def _dimension(document: Any, findings: Findings) -> None:
    stated = [point["dimension"] for point in document["points"]]
    findings.compare("dimension", document["dimension"], None if None in stated else max(stated, default=None))
