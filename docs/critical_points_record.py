"""The critical points of small networks that the explorer draws: found, certified, and kept with their indices.

``python docs/critical_points_record.py`` goes on with docs/results/critical-points.json. Its rows are all dense
networks with a hidden layer and few weights, each on one to three samples of small integers that are drawn from the
seed; a row is what ``algebraic.solve(network, inputs, targets, system="critical", ridge="entrywise")`` says.
"""

import argparse
import sys
from itertools import pairwise, product
from pathlib import Path

import numpy as np

from algebraic import Network, solve
from algebraic.engines import versions
from algebraic.shell import intact_rows, write_rows

RECORD = Path(__file__).resolve().parent / "results" / "critical-points.json"
SETTINGS = {"seed": 0, "seconds": 120}  # that a row depends on
MOST_WEIGHTS, SAMPLES = 3, (1, 2, 3)
ACTIVATIONS = ("z", "z**2", "z**2+z", "z**3", "z**3+z")
QUESTION = ("widths", "activation", "hidden_bias", "output_bias", "samples")


def network_of(question):
    """The network of a row, or of a question."""
    biases = {"hidden_bias": question["hidden_bias"], "output_bias": question["output_bias"]}
    return Network.dense(question["widths"], question["activation"], **biases)


def questions():
    """Every network with every number of samples, those with few weights first."""
    most = MOST_WEIGHTS
    sizes = range(1, most + 1)
    widths = [list(each) for layers in range(3, most + 2) for each in product(sizes, repeat=layers)]
    small = [each for each in widths if sum(a * b for a, b in pairwise(each)) <= most]
    several = product(small, ACTIVATIONS, (False, True), (False, True), SAMPLES)
    asked = [dict(zip(QUESTION, each, strict=True)) for each in several]
    counted = [(network_of(each).num_params, each) for each in asked]
    return [each for number, each in sorted(counted, key=lambda pair: pair[0]) if number <= most]


def data_of(question):
    """Inputs of one digit, none zero, and targets of three, so that the ridge does not flatten everything."""
    first, last = question["widths"][0], question["widths"][-1]
    draws = np.random.default_rng([SETTINGS["seed"], question["samples"], first, last])
    shapes = (question["samples"], first), (question["samples"], last)
    sizes = draws.integers(1, 10, shapes[0]), draws.integers(100, 1000, shapes[1])
    return [(size * draws.choice([-1, 1], size.shape)).tolist() for size in sizes]


def row_of(question):
    """All critical points of one network with its ridge, or as many as were found, and how it is known."""
    network, (inputs, targets) = network_of(question), data_of(question)
    found = solve(
        network,
        inputs,
        targets,
        system="critical",
        ridge="entrywise",
        seed=SETTINGS["seed"],
        timeout=SETTINGS["seconds"],
    )
    real = [point for point in found.solutions if point["real"]]
    return {
        **question,
        "inputs": inputs,
        "targets": targets,
        "ridge_values": [int(value) for value in found.ridge_values],
        "num_params": network.num_params,
        "complex_count": found.complex_count,
        "complex_count_status": found.complex_count_status,
        "proved": bool(found.complex_count_evidence.get("proved")),
        "evidence": found.complex_count_evidence.get("statement"),
        "certified": found.count,
        "real_count": found.real_count,
        "bkk": found.bkk,
        "index_sum": next((each["supports"] for each in found.routes if each["route"] == "index_sum"), None),
        "points": [
            {
                "index": point["index"],
                "objective": point["objective"],
                "weights": [float(f"{float(coordinate[0]):.6g}") for coordinate in point["box"]],
            }
            for point in real
        ],
    }


def main(arguments=None):
    """Go on with the record."""
    parser = argparse.ArgumentParser(description="Go on with the record of critical points of small networks.")
    parser.add_argument("--out", type=Path, default=RECORD)
    parser.add_argument("--most", type=int, help="at most so many rows more")
    options = parser.parse_args(arguments)
    rows = {str([row[name] for name in QUESTION]): row for row in intact_rows(options.out, SETTINGS)}
    missing = [each for each in questions() if str(list(each.values())) not in rows]
    for place, question in enumerate(missing[: options.most]):
        rows[str(list(question.values()))] = row_of(question)
        kept = [rows[key] for key in (str(list(each.values())) for each in questions()) if key in rows]
        write_rows(options.out, SETTINGS, versions(), kept)
        print(f"{place + 1} of {len(missing)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
