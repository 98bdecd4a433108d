"""``python -m tests.metamorphic``: see the package."""

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from algebraic.engines import find_engine
from tests.metamorphic.answers import SURE, answers, differences, kind_of
from tests.metamorphic.changes import CHANGES, TARGETS_ALONE, changed
from tests.metamorphic.questions import LARGEST_BOUND, draw, shown

DRAWN = [*CHANGES, TARGETS_ALONE]
EVERY = 50  # pairs after which it says where it is


@dataclass
class Report:
    """Pairs tried, by change; those that differ; how many are open on both sides, how many have several solutions."""

    tried: int = 0
    failures: list = field(default_factory=list)
    open: int = 0
    several: int = 0
    changes: Counter = field(default_factory=Counter)


def pair_of(seed, number, largest=LARGEST_BOUND):
    """A question, what becomes of it, and its image, from (seed, number) alone."""
    stream = np.random.default_rng([seed, number])
    question = draw(stream, largest)
    change = DRAWN[stream.integers(len(DRAWN))]
    while change == TARGETS_ALONE and question.system != "critical, entrywise":  # generic by its ridge only
        change = DRAWN[stream.integers(len(DRAWN))]
    return question, change, changed(question, change, stream)


def compare(
    count, *, seed=0, first=0, seconds=None, largest=LARGEST_BOUND, said=lambda line: print(line, flush=True)
) -> Report:
    """Try pairs, and say each difference as soon as it is there."""
    begun, report = time.monotonic(), Report()
    for number in range(first, first + count):
        if seconds is not None and time.monotonic() - begun > seconds:
            break
        question, change, other = pair_of(seed, number, largest)
        pair = answers(question), answers(other)
        report.tried += 1
        report.changes[change] += 1
        report.open += all(side.get("status") not in SURE for side in pair)
        report.several += (pair[0].get("count") or 0) > 1
        wrong = differences(*pair, change)
        if wrong:
            report.failures.append((kind_of(*pair), change, number))
            said(f"pair {number}, {change}, {question.system}, {shown(question)}: {'; '.join(wrong)}")
        if report.tried % EVERY == 0:
            said(f"{report.tried} pairs, up to number {number}, {len(report.failures)} differ, {report.open} open")
    return report


def main() -> int:
    """Exit code 1 where a pair differs, or none was tried."""
    parser = argparse.ArgumentParser(description=sys.modules["tests.metamorphic"].__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="to go on, or to split the work")
    parser.add_argument("--seconds", type=float, help="stop drawing after so much wall time")
    options = parser.parse_args()
    if find_engine("msolve") is None:
        print("msolve is not installed: numbers of real solutions have no second route")
    report = compare(options.count, seed=options.seed, first=options.first, seconds=options.seconds)
    for (kind, change), number in Counter((kind, change) for kind, change, _ in report.failures).most_common():
        print(f"{number:5} {kind}: {change}")
    print(", ".join(f"{number} {change}" for change, number in report.changes.most_common()))
    print(f"{report.tried:,} pairs, {report.several} with several solutions")
    print(f"{len(report.failures)} differ, {report.open} decided on neither side")
    return int(bool(report.failures) or not report.tried)


if __name__ == "__main__":
    sys.exit(main())
