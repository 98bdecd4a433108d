"""Small problems of every kind: networks that are dense or not, data of many sizes, zero, collinear, nearly equal."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from algebraic.bounds import bkk_bound
from algebraic.data import DataSet, check_data
from algebraic.ideals import CriticalProblem, ZeroErrorProblem
from algebraic.networks import Builder, Network
from algebraic.shell import ZerolocusError, rationals

ACTIVATIONS = ["z", "z**2", "z**2+z", "z**2+1", "z**3+z", "z**2-1000000*z", "z**3+z/1000000", "1000000*z**2+z/3"]
SHAPES = [(1, 1), (2, 1), (1, 1, 1), (2, 1, 1), (1, 1, 1, 1), (1, 2, 1), (1, 1, 2)]
DATA = ["small", "large", "tiny", "mixed", "no target", "no input", "nothing", "collinear", "near", "nearer"]
SYSTEMS = ["zero-error", "critical, entrywise", "critical, scalar", "critical, none"]
LARGEST_BOUND = 15  # of solutions: a pair takes about a second then
MOST_WEIGHTS = 7


@dataclass(frozen=True)
class Question:
    """A network, exact data, the ridge for each weight (or none) and the seed of loops, primes and probes.

    ``point``: any weights, which become those of the same function in another form; they show that a form is the same.
    """

    network: Network
    inputs: np.ndarray
    targets: np.ndarray
    system: str
    ridge: np.ndarray
    seed: int = 0
    point: np.ndarray | None = None

    def problem(self):
        data = DataSet(self.inputs, self.targets, "drawn")
        if self.system == "zero-error":
            return ZeroErrorProblem(self.network, len(self.inputs), data)
        return CriticalProblem(self.network, len(self.inputs), data, list(self.ridge))


def convolution(builder, activation, bias):
    builder.convolution(1, (1, 2), activation=activation, bias=bias)


def padded(builder, activation, bias):
    builder.convolution(1, (1, 2), padding=(0, 1), activation=activation, bias=bias)


def local(builder, activation, bias):
    builder.convolution(1, (1, 2), shared=False, activation=activation, bias=bias)


def shared(builder, activation, bias):
    builder.nodes([[0], [1]], activation=activation, bias=bias, shared=True)


def own(builder, activation, bias):
    builder.nodes([[0], [1]], activation=activation, bias=bias)


def tied(builder, activation, bias):
    """A weight that two units use, on other inputs, and one that both add."""
    edges = [(0, 0, "a"), (0, 1, "b"), (1, 1, "a")]
    builder.graph(2, edges, biases={0: "c", 1: "c"} if bias else None, activation=activation)


def hidden(builder, activation, bias):
    builder.dense(1, activation=activation, bias=bias)


def dense(builder, bias):
    builder.dense(1, bias=bias)


def same(builder, bias):
    """The sum of all units, with one weight."""
    builder.graph(1, [(0, 0, "v"), (0, 1, "v")], biases={0: "d"} if bias else None)


def skip(builder, bias):
    builder.dense(1, bias=bias, reads=[0, "input"])


# Networks that are not dense: inputs, the hidden layer, the output.
IRREGULAR = [
    ((1, 3, 1), convolution, dense),
    ((1, 3, 1), convolution, same),
    ((1, 2, 1), padded, dense),
    ((1, 3, 1), local, dense),
    (2, shared, dense),
    (2, own, dense),
    (2, own, same),
    (2, tied, dense),
    (2, tied, same),
    (1, hidden, skip),
    (2, hidden, skip),
]


def draw_network(stream) -> Network:
    activation = ACTIVATIONS[stream.integers(len(ACTIVATIONS))]
    hidden_bias, output_bias = (bool(stream.integers(2)) for _ in range(2))
    if stream.integers(2):
        widths = SHAPES[stream.integers(len(SHAPES))]
        return Network.dense(widths, activation, hidden_bias=hidden_bias, output_bias=output_bias)
    inputs, layer, output = IRREGULAR[stream.integers(len(IRREGULAR))]
    builder = Builder(inputs)
    layer(builder, activation, hidden_bias)
    output(builder, output_bias)
    return builder.network()


def draw(stream, largest=LARGEST_BOUND) -> Question:
    """Any network, any data, any system, as long as BKK allows few solutions."""
    while True:
        network, system = draw_network(stream), SYSTEMS[stream.integers(len(SYSTEMS))]
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
        if bound(question.problem()).get("bkk", 0) <= largest:  # what has no bound (an equation 0 = 0) is small, too
            return question


def draw_data(kind, network, count, stream):
    """Exact inputs and targets."""
    values = rationals(stream.choice([v for v in range(-12, 13) if v], (count, network.input_dim + network.output_dim)))
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
        case "nothing":  # one sample of zeros among the others
            x, y = x.copy(), y.copy()
            x[0], y[0] = Fraction(0), Fraction(0)
        case "collinear":
            x = x[:1] * rationals(stream.choice([v for v in range(-9, 10) if v], (count, 1), replace=False))
        case "near" | "nearer":
            apart = rationals(stream.permutation(count)[:, None] + np.arange(network.input_dim))
            x = x[:1] + apart / Fraction(10) ** (5 if kind == "near" else 9)
    return x, y


def bound(problem) -> dict:
    """BKK, where the system is square."""
    if problem.vacuous() is not None or problem.num_equations != problem.network.num_params:
        return {}
    return {"bkk": bkk_bound(problem.supports(), affine=True)}


def shown(question) -> str:
    """All that is needed to ask it again."""
    rows = [[str(v) for v in row] for row in np.concatenate([question.inputs, question.targets], axis=1)]
    return f"{question.network!r}, rows {rows}, ridge {[str(v) for v in question.ridge]}"
