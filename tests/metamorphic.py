"""Asks every question twice, in two forms that mean exactly the same, and compares the answers.

``python -m tests.metamorphic`` (``make metamorphic``) draws 2,000 pairs of a problem and its image under an exact
symmetry: inputs × a with the weights that read them ÷ a, targets × b with a linear readout, other units for what a
layer computes (its activation changes with them), the ridge always transformed along; samples, inputs and units
permuted, weights relabelled; other seeds. What must be the same: numbers of complex and real solutions, the indices of
critical points, ranks, dimensions, statuses, bounds. A pair depends on the seed and its number only:
``--first 117 --count 1`` tries one again.
"""

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from algebraic.bezout import ladder
from algebraic.bounds import bkk_bound
from algebraic.census.stages import take_stages
from algebraic.data import DataSet, check_data
from algebraic.dimension import dimension_of
from algebraic.ideals import CriticalProblem, ZeroErrorProblem
from algebraic.networks import Activation, Network
from algebraic.shell import UNLIMITED, ZerolocusError, rationals

ACTIVATIONS = ["z", "z**2", "z**2+z", "z**2+1", "z**3+z", "z**2-1000000*z", "z**3+z/1000000", "1000000*z**2+z/3"]
SHAPES = [(1, 1), (2, 1), (1, 1, 1), (2, 1, 1), (1, 1, 1, 1), (1, 2, 1), (1, 1, 2)]
DATA = ["small", "large", "tiny", "mixed", "no target", "no input", "collinear", "nearly equal"]
SYSTEMS = ["zero-error", "critical, entrywise", "critical, scalar", "critical, none"]
CHANGES = ["inputs", "targets", "layers", "all units", "samples", "order of inputs", "order of units", "labels", "seed"]
FACTORS = [Fraction(10) ** 6, Fraction(1, 10**6), Fraction(1000), Fraction(-1, 7), Fraction(2) ** 20]
SURE = {"exact", "empty", "infinite", "exact_mod_p"}
LARGEST_BOUND = 30  # of solutions: a pair takes seconds then
MOST_WEIGHTS = 7


@dataclass(frozen=True)
class Question:
    """A network, exact data, the ridge for each weight (or none) and the seed of loops, primes and probes."""

    network: Network
    inputs: np.ndarray
    targets: np.ndarray
    system: str
    ridge: np.ndarray
    seed: int = 0

    def problem(self):
        data = DataSet(self.inputs, self.targets, "drawn")
        if self.system == "zero-error":
            return ZeroErrorProblem(self.network, len(self.inputs), data)
        return CriticalProblem(self.network, len(self.inputs), data, list(self.ridge))


def draw(stream, largest=LARGEST_BOUND) -> Question:
    """A small problem: any shape, any data, any system."""
    while True:
        widths = SHAPES[stream.integers(len(SHAPES))]
        biases = {"hidden_bias": bool(stream.integers(2)), "output_bias": bool(stream.integers(2))}
        network = Network.dense(widths, ACTIVATIONS[stream.integers(len(ACTIVATIONS))], **biases)
        system = SYSTEMS[stream.integers(len(SYSTEMS))]
        square, rest = divmod(network.num_params, network.output_dim)
        count = square if system == "zero-error" else int(stream.integers(1, 4))
        if rest or not count or network.num_params > MOST_WEIGHTS:
            continue
        inputs, targets = draw_data(DATA[stream.integers(len(DATA))], network, count, stream)
        try:
            check_data(inputs, targets, network)
        except ZerolocusError:
            continue
        ridge = rationals(stream.integers(1, 1001, network.num_params))
        ridge = {"entrywise": ridge, "scalar": ridge[:1].repeat(len(ridge))}.get(system.split()[-1], 0 * ridge)
        question = Question(network, inputs, targets, system, ridge)
        if small(question, largest):
            return question


def draw_data(kind, network, count, stream):
    """Exact inputs and targets."""
    shape = (count, network.input_dim + network.output_dim)
    values = rationals(stream.choice([v for v in range(-12, 13) if v], shape))
    x, y = values[:, : network.input_dim], values[:, network.input_dim :]
    match kind:
        case "large":
            x, y = (rationals(stream.integers(-(10**6), 10**6, part.shape)) for part in (x, y))
        case "tiny":
            x, y = x / 10**6, y / Fraction(10) ** 6
        case "mixed":
            x, y = x * 10**6, y / Fraction(10) ** 6
        case "no target":
            y = 0 * y
        case "no input":
            x = x.copy()
            x[:, 0] = Fraction(0)
        case "collinear":
            x = x[:1] * rationals(stream.choice([v for v in range(-9, 10) if v], (count, 1), replace=False))
        case "nearly equal":
            x = x[:1] + rationals(stream.permutation(count)[:, None] + np.arange(network.input_dim)) / 10**5
    return x, y


def small(question, largest) -> bool:
    """Whether BKK allows few solutions only; what has no bound (an equation 0 = 0) is small, too."""
    return bound(question.problem()).get("bkk", 0) <= largest


def bound(problem) -> dict:
    """BKK, where the system is square."""
    if problem.vacuous() is not None or problem.num_equations != problem.network.num_params:
        return {}
    return {"bkk": bkk_bound(problem.supports(), affine=True)}


def layer_of(network, label) -> int:
    return next(k for k in range(len(network.layers)) if label in network.layer_labels(k))


def changed(question, change, stream) -> Question:
    """The same question in another form; w = units · (new w) says what becomes of the ridge."""
    network, x, y, ridge = question.network, question.inputs, question.targets, question.ridge
    layers, units, b = list(network.layers), rationals(np.ones(network.num_params)), Fraction(1)
    chosen = {"all units": ["inputs", "targets", "layers"]}.get(change, [change])
    if "inputs" in chosen:  # each input in a unit of its own: x = a x̃, so that w = w̃ / a
        a = rationals([FACTORS[k] for k in stream.integers(len(FACTORS), size=network.input_dim)])
        x = x * a
        units[layers[0].weight_labels[0]] *= a[None]
    if "targets" in chosen:
        b = FACTORS[stream.integers(len(FACTORS))]
        y = y * b
        units[network.layer_labels(-1 % len(layers))] /= b
    if "layers" in chosen:  # what a hidden layer computes before (s) and behind (t) its activation
        for k, layer in enumerate(layers[:-1]):
            s, t = (FACTORS[i] for i in stream.integers(len(FACTORS), size=2))
            t = t if layer.activation is not None else s
            units[network.layer_labels(k)] /= s
            units[layers[k + 1].weight_labels.ravel()] *= t
            if layer.activation is not None:
                terms = [c * t / s**i for i, c in enumerate(layer.activation.coefficients)]
                layers[k] = replace(layer, activation=Activation(terms))
    # The loss is multiplied by b², and Λ w² becomes b² Λ w² = Λ̃ w̃² with w = units · w̃.
    moved = replace(
        question,
        network=replace(network, layers=tuple(layers)),
        inputs=x,
        targets=y,
        ridge=ridge * (units * b) ** 2,
    )
    match change:
        case "samples":
            order = stream.permutation(len(x))
            return replace(moved, inputs=x[order], targets=y[order])
        case "order of inputs":
            order = stream.permutation(network.input_dim)
            return relabelled(replace(moved, inputs=x[:, order]), _of_inputs(network, order))
        case "order of units":
            return relabelled(moved, _of_units(network, stream))
        case "labels":
            return with_labels(moved, stream.permutation(network.num_params))
        case "seed":
            return replace(moved, seed=int(stream.integers(1, 2**31)))
    return moved


def relabelled(question, sources) -> Question:
    """Weight k of the new network stands where weight sources[k] stood."""
    return replace(question, ridge=question.ridge[sources])


def _of_inputs(network, order):
    sources = np.arange(network.num_params)
    labels = network.layers[0].weight_labels[0]
    sources[labels] = labels[:, order]
    return sources


def _of_units(network, stream):
    sources = np.arange(network.num_params)
    for layer, following in zip(network.layers, network.layers[1:], strict=False):
        order = stream.permutation(layer.num_units)
        into, out = layer.weight_labels[0], following.weight_labels[0]
        sources[into], sources[out] = sources[into[order]], sources[out[:, order]]
        if layer.has_bias:
            sources[layer.bias_labels[0]] = sources[layer.bias_labels[0][order]]
    return sources


def with_labels(question, order) -> Question:
    """The weights in another order: label k becomes order[k]."""
    places = np.append(order, -1)  # −1 stays
    layers = tuple(
        replace(layer, weight_labels=places[layer.weight_labels], bias_labels=places[layer.bias_labels])
        for layer in question.network.layers
    )
    back = np.argsort(order)
    names = tuple(question.network.parameter_names[k] for k in back)
    return replace(
        question, network=replace(question.network, layers=layers, parameter_names=names), ridge=question.ridge[back]
    )


def answers(question) -> dict:
    """What must not depend on the form."""
    problem = question.problem()
    out = bound(problem)
    try:
        found = take_stages(problem, question.seed, UNLIMITED)
    except ZerolocusError as error:
        return {**out, "refused": error.kind}
    out |= {"status": found.status, "count": found.complex_count, "real": found.real_count}
    if question.system != "zero-error":
        indices = [s["index"] for s in found.solutions if s["real"]]
        out["indices"] = sorted(-1 if index is None else index for index in indices)
        return out
    fibre = dimension_of(question.network, question.inputs, question.targets, seed=question.seed)
    out |= {"rank": fibre.data_rank, "generic rank": fibre.generic_rank, "dimension": fibre.dimension}
    out |= {"empty": fibre.empty, "these targets": (fibre.these_targets["empty"], fibre.these_targets["infinite"])}
    rungs = ladder(question.network, question.inputs, question.targets, seed=question.seed)
    out |= {
        "ladder": (rungs.complex_count, rungs.complex_count_status),
        "degrees": sorted(rungs.equation_degrees or []),
    }
    out["agree"] = contradiction(found, rungs)
    return out


def contradiction(found, rungs) -> bool:
    """Whether the commands say different things of the same system."""
    sure = found.status in SURE and rungs.complex_count_status in SURE
    return not sure or (found.complex_count or 0) == (rungs.complex_count or 0)


def differences(one, other) -> list[str]:
    """What is not the same, in words; one side that is undecided where the other is not counts, too."""
    wrong = [f"{key}: {one.get(key)} and {other.get(key)}" for key in one | other if one.get(key) != other.get(key)]
    return wrong + (["the commands contradict each other"] if not one.get("agree", True) else [])


def kind_of(one, other) -> str:
    sure = [side.get("status") in SURE for side in (one, other)]
    if sure[0] != sure[1]:
        return "decided on one side only"
    return "two answers" if all(sure) else "two lower bounds"


@dataclass
class Report:
    """Pairs tried, those that differ, and how many were decided on neither side."""

    tried: int
    failures: list
    open: int


def compare(
    count, *, seed=0, first=0, seconds=None, largest=LARGEST_BOUND, said=lambda line: print(line, flush=True)
) -> Report:
    """Try pairs; each is drawn from (seed, number) alone."""
    begun, report = time.monotonic(), Report(0, [], 0)
    for number in range(first, first + count):
        if seconds is not None and time.monotonic() - begun > seconds:
            break
        stream = np.random.default_rng([seed, number])
        question = draw(stream, largest)
        change = CHANGES[stream.integers(len(CHANGES))]
        other = changed(question, change, stream)
        pair = answers(question), answers(other)
        report.tried += 1
        report.open += all(side.get("status") not in SURE for side in pair)
        wrong = differences(*pair)
        if wrong:
            report.failures.append((kind_of(*pair), change, number))
            said(f"pair {number}, {change}, {question.system}, {shown(question)}: {'; '.join(wrong)}")
    return report


def shown(question) -> str:
    rows = [[str(v) for v in row] for row in np.concatenate([question.inputs, question.targets], axis=1)]
    return f"{question.network!r}, rows {rows}, ridge {[str(v) for v in question.ridge]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seconds", type=float, help="stop drawing after so much wall time")
    options = parser.parse_args()
    report = compare(options.count, seed=options.seed, first=options.first, seconds=options.seconds)
    kinds = Counter((kind, change) for kind, change, _ in report.failures)
    for (kind, change), number in kinds.most_common():
        print(f"{number:5} {kind}: {change}")
    print(f"{report.tried:,} pairs, {len(report.failures)} differ, {report.open} decided on neither side")
    return int(bool(report.failures))


if __name__ == "__main__":
    sys.exit(main())
