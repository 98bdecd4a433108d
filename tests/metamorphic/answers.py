"""What is asked of each form of a question, and what of the answers must be the same."""

from algebraic.census import COMPLETE
from algebraic.census.stages import take_stages
from algebraic.dimension import dimension_of
from algebraic.engines import find_engine
from algebraic.ranks import data_rank
from algebraic.shell import UNLIMITED, ZerolocusError
from algebraic.tracking import tracker_on
from tests.metamorphic.changes import TARGETS_ALONE
from tests.reference.real_solutions import NotFinite, real_by_msolve

TRACKER = tracker_on("cpu", kernel=None)  # as the command takes it
SURE = {*COMPLETE, "empty", "infinite"}
OF_THE_FORM = {TARGETS_ALONE: ("real", "indices")}  # what may be different


def answers(question) -> dict:
    """What must not depend on the form, and under ``wrong`` what contradicts itself or another route."""
    problem = question.problem()
    try:
        found = take_stages(problem, question.seed, UNLIMITED, TRACKER)
    except ZerolocusError as error:
        return {"refused": error.kind}
    out = {"status": found.status, "count": found.complex_count, "real": found.real_count, "bkk": found.bkk}
    out["wrong"] = real_difference(problem, found)
    if found.status == "infinite":  # what is listed beside are isolated points, at least so many
        beside, most = len(found.solutions), found.bkk
        out["wrong"] += [f"{beside} isolated solutions, BKK {most}"] if most is not None and beside > most else []
        if question.system != "zero-error":
            return out
    elif question.system != "zero-error":
        indices = [s["index"] for s in found.solutions if s["real"]]
        return {**out, "indices": sorted(-1 if index is None else index for index in indices)}
    fibre = dimension_of(question.network, question.inputs, question.targets, seed=question.seed)
    out |= {"rank": fibre.data_rank, "generic rank": fibre.generic_rank, "dimension": fibre.dimension}
    out |= {"empty": fibre.empty, "these targets": (fibre.these_targets["empty"], fibre.these_targets["infinite"])}
    rank = data_rank(question.network, question.inputs, seed=question.seed)
    counted = problem.count(rank, question.seed, UNLIMITED)  # as bezout does
    out |= {"bezout": (counted.count, counted.status), "degrees": sorted(problem.degrees())}
    out["wrong"] += contradictions(found, counted, fibre)
    return out


def real_difference(problem, found) -> list[str]:
    """Real solutions beside those that msolve isolates over the rationals, where these can be had."""
    if found.status == "infinite" or find_engine("msolve") is None:
        return []
    try:
        real = real_by_msolve(problem.expand())
    except NotFinite:
        return [f"{found.status}, and infinitely many by msolve"] if found.status in SURE else []
    except ZerolocusError:
        return []  # too large, or out of time
    ours = found.real_count or 0
    differs = ours != real if found.status in SURE else ours > real
    return [f"{ours} real solutions, {real} by msolve"] if differs else []


def contradictions(found, counted, fibre) -> list[str]:
    """Where the three commands say different things of the same system."""
    wrong = []
    both = [(found.complex_count, found.status), (counted.count, counted.status)]
    sure = [(count or 0, status) for count, status in both if status in SURE]
    if len({count for count, _ in sure}) > 1:
        wrong.append(f"count and bezout contradict each other: {sure}")
    here = fibre.these_targets
    for count, status in sure:
        none, infinite = not count and status != "infinite", status == "infinite"
        for word, is_so, said in (("empty", none, here["empty"]), ("infinite", infinite, here["infinite"])):
            if said is not None and said != is_so:
                wrong.append(f"{status}, and dimension says of {word}: {said}")
    return wrong


def differences(one, other, change="") -> list[str]:
    """What is not the same, in words; one side that is undecided where the other is not counts, too."""
    compared = [key for key in one | other if key not in ("wrong", *OF_THE_FORM.get(change, ()))]
    wrong = [f"{key}: {one.get(key)} and {other.get(key)}" for key in compared if one.get(key) != other.get(key)]
    return wrong + one.get("wrong", []) + other.get("wrong", [])


def kind_of(one, other) -> str:
    """Whether a difference is between two answers."""
    sure = [side.get("status") in SURE for side in (one, other)]
    if sure[0] != sure[1]:
        return "decided on one side only"
    return "two answers" if all(sure) else "two lower bounds"
