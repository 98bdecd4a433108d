"""What is wrong with a row of the table of critical functions, by what is known without counting."""

from __future__ import annotations

from ..bounds import distance_degree
from ..ranks import generic_rank
from .function_cases import FunctionRow, case_network

STATUSES = ("exact", "exact_mod_p")


def row_faults(row: FunctionRow) -> list[str]:
    """Contradictions between the numbers of a row, theorems, and the network itself; none where all fit.

    Ranks are computed again, and the theorems; other seeds, bounds and conjugation speak of the number itself.

    >>> from .function_cases import FunctionCase, function_row
    >>> from ..shell import UNLIMITED
    >>> case = FunctionCase(kind="dense", sizes=[2, 1, 1], activation="z**2", bias=False, metric="frobenius")
    >>> row = function_row(case, seed=0, budget=UNLIMITED)
    >>> row_faults(row), row_faults({**row, "complex_count": 3})[0]
    ([], 'another seed gave 2, and not 3')
    """
    network = case_network(row)
    rank = generic_rank(network)
    theorem = distance_degree(network, row["metric"])
    count, real, bkk, ambient = row["complex_count"], row["real_count"], row["bkk"], row["ambient_dimension"]
    found = []
    for name, said, true in (
        ("num_params", row["num_params"], network.num_params),
        ("dimension", row["dimension"], rank.rank),
        ("dimension_proved", row["dimension_proved"], rank.upper_bound.proved),
        ("theorem", (row["theorem"], row["by"]), theorem or (None, None)),
        ("proved", row["proved"], row["complex_count_status"] == "exact"),
    ):
        if said != true:
            found.append(f"{name} is {said}, and not {true}")
    if row["complex_count_status"] not in STATUSES or row["again_status"] not in STATUSES or count is None:
        return [*found, f"the number is not known: {row['complex_count_status']}, {row['again_status']}"]
    if row["again"] != count:
        found.append(f"another seed gave {row['again']}, and not {count}")
    if theorem is not None and theorem[0] != count:
        found.append(f"a theorem gives {theorem[0]}, and not {count}")
    if row["proved"] and theorem is None and bkk != count * (row["fibre_size"] or 1):
        found.append("nothing proves the number")
    if bkk is not None and bkk < count * (row["fibre_size"] or 1):
        found.append(f"no more than {bkk} points are isolated")
    if real is None or not 0 <= real <= count or (row["fibre_size"] == 1 and (count - real) % 2):
        found.append(f"{real} real functions of {count}: the others are conjugate in pairs")
    if ambient is None or ambient < row["dimension"]:
        found.append(f"the functions of dimension {row['dimension']} span {ambient} dimensions")
    if (ambient == row["dimension"]) != (count == 1):
        found.append(f"{count} critical functions of a set of dimension {row['dimension']} in {ambient}")
    return found
