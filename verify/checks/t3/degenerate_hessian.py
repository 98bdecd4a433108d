"""Zero eigenvalues of the Hessian at planted zero-loss points of deep networks (T3 §6.2.4), by exact ranks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    RELU,
    DeepNetwork,
    PlainActivation,
    PlainMatrix,
    coefficient_at,
    exact_array,
    exact_arrays,
    grow,
    integer_null_space,
    integer_rank,
    losses_along,
    output_jacobian,
    outputs_along,
    preactivations,
    random_matrix,
    split_by_layer,
)
from ...spectra import enclosed_spectrum

LETTERS = {
    "N_k": "widths[k], with N_0 = d inputs and N_{H+1} = d' outputs",
    "H": "hidden layers",
    "n": "num_samples",
    "w*": "weights, with the targets Y made from them",
    "Ŷ_n(w)": "outputs on the n samples",
}
ACTIVATIONS: tuple[PlainActivation, ...] = ([0, 1, 1], RELU, [0, 0, 1], [0, -1, 0, 1], [1, 2, -1])
GENERIC: tuple[PlainActivation, ...] = ([0, 1, 1], [1, 2, -1, 1])  # no scaling symmetries, as ReLU and powers have


class ZeroLossPoint(DeepNetwork):
    """A network and its own outputs as targets."""

    Y: PlainMatrix


def draw_deep(stream: np.random.Generator, settings: Settings) -> ZeroLossPoint:
    """One to three hidden layers, widths from 1 on; the loss is zero by the choice of Y."""
    return draw_points(stream, settings, grow(settings.scale, 1, 3, stream))


def small_points() -> Iterator[ZeroLossPoint]:
    """One input, two hidden units, one output, one sample: all weights of 0 and ±1, inputs from −1 to 2."""
    for activation in ACTIVATIONS:
        for x, a, b, c, d in product((-1, 0, 1, 2), *[(-1, 0, 1)] * 4):
            if activation == RELU and 0 in (a * x, b * x):
                continue  # at a kink: twice differentiable or not
            weights = [[[a], [b]], [[c, d]]]
            outputs = preactivations(exact_arrays(weights), exact_array([[x]]), activation)[-1]
            yield {"X": [[x]], "activation": activation, "weights": weights, "Y": [[str(outputs[0, 0])]]}


SMALL = Search(cases=small_points, most_cases=100)


def draw_points(
    stream: np.random.Generator, settings: Settings, depth: int, *, first_only: bool = False
) -> ZeroLossPoint:
    """So many hidden layers; the inequality holds for some k, or for k = 1."""
    drop, top = settings.drop, 3 if settings.drop else 4
    while True:
        widths = [grow(settings.scale, 1, top, stream) for _ in range(depth + 2)]
        if drop != "overparametrised" and not _largest_sample_number(widths, first_only=first_only):
            widths[0] += 1
        limit = _largest_sample_number(widths, first_only=first_only)
        num_params = sum(a * b for a, b in pairwise(widths))
        if drop == "overparametrised":
            num_samples = max(limit + 1, -(-num_params // widths[-1]) + int(stream.integers(0, 3)))
        else:
            at_the_limit = stream.integers(2)
            num_samples = limit if at_the_limit else int(stream.integers(1, limit + 1))
        choices: tuple[PlainActivation, ...] = (
            (RELU,) if drop == "twice_differentiable" else ACTIVATIONS if drop is None else GENERIC
        )
        x = random_matrix(stream, widths[0], num_samples, bound=4)
        weights = [random_matrix(stream, widths[k + 1], widths[k], bound=3) for k in range(depth + 1)]
        activation = choices[int(stream.integers(len(choices)))]
        if drop == "twice_differentiable":
            weights[0][0] = [0] * widths[0]
        network: DeepNetwork = {"X": x, "weights": weights, "activation": activation}
        outputs = _layers(network)[-1]
        if drop == "zero_loss":
            outputs = outputs + exact_array(random_matrix(stream, *outputs.shape, bound=5))
        if (_kinks(network) > 0) == (drop == "twice_differentiable"):
            return {**network, "Y": [[int(v) for v in row] for row in outputs]}


def _largest_sample_number(widths: list[int], *, first_only: bool = False) -> int:
    """The largest n with N_k N_{k−1} > n·min(N_k, …, N_{H+1}) for some k (or for k = 1)."""
    layers = range(1, 2 if first_only else len(widths))
    return max((widths[k] * widths[k - 1] - 1) // min(widths[k:]) for k in layers)


def _layers(instance: DeepNetwork) -> list[np.ndarray]:
    return preactivations(exact_arrays(instance["weights"]), exact_array(instance["X"]), instance["activation"])


def _kinks(instance: DeepNetwork) -> int:
    """How many pre-activations sit at the kink of a ReLU."""
    if instance["activation"] != RELU:
        return 0
    return sum(int((h == 0).sum()) for h in _layers(instance)[:-1])


def _widths(instance: DeepNetwork) -> list[int]:
    return [len(instance["X"]), *(len(w) for w in instance["weights"])]


def excesses(instance: DeepNetwork) -> list[int]:
    """N_k N_{k−1} − n·min(N_k, …, N_{H+1}) for k = 1, …, H + 1."""
    widths, num_samples = _widths(instance), len(instance["X"][0])
    return [widths[k] * widths[k - 1] - num_samples * min(widths[k:]) for k in range(1, len(widths))]


def _losses(instance: ZeroLossPoint, vectors: np.ndarray) -> np.ndarray:
    """Coefficients of L(w* + t v) to second order."""
    weights = exact_arrays(instance["weights"])
    directions = split_by_layer(vectors, [w.shape for w in weights])
    outputs = outputs_along(weights, directions, exact_array(instance["X"]), instance["activation"], 2)
    return losses_along(outputs, exact_array(instance["Y"]))


@hypothesis
def zero_loss(instance: ZeroLossPoint) -> str | None:
    """L(w*) = 0"""
    loss = ((_layers(instance)[-1] - exact_array(instance["Y"])) ** 2).sum()
    return f"2L(w*) = {loss}" if loss else None


@hypothesis
def twice_differentiable(instance: ZeroLossPoint) -> str | None:
    """L is twice differentiable at w*"""
    if not _kinks(instance):
        return None
    units = np.eye(sum(len(w) * len(w[0]) for w in instance["weights"]), dtype=int).astype(object)
    ahead, behind = (_losses(instance, sign * units)[:, 2] * 2 for sign in (1, -1))
    for k in np.flatnonzero(ahead != behind):
        return f"the second derivatives of L by parameter {k} from the two sides are {ahead[k]} and {behind[k]}"
    return None


def hessian(instance: ZeroLossPoint) -> np.ndarray:
    """∇²L entry by entry, from the second-order terms of L along e_i and e_i + e_j."""
    size = sum(len(w) * len(w[0]) for w in instance["weights"])
    units = np.eye(size, dtype=int).astype(object)
    rows, columns = np.triu_indices(size, 1)
    single, pairs = _losses(instance, units)[:, 2], _losses(instance, units[rows] + units[columns])[:, 2]
    found = np.diag(2 * single)
    found[rows, columns] = found[columns, rows] = pairs - single[rows] - single[columns]
    return exact_array(found.tolist())


def _as_rational(values: np.ndarray) -> flint.fmpq_mat:
    return flint.fmpq_mat([[flint.fmpq(v.numerator, v.denominator) for v in row] for row in values])


def zero_eigenvalues(instance: ZeroLossPoint, *, first_block: bool = False, broken: bool = False) -> Finding:
    """Whether the Hessian (and its first block, if asked for) has a zero eigenvalue, and how many.

    At zero loss L ≥ 0 makes the Hessian positive semidefinite, so that vᵀ∇²L v = 0 means ∇²L v = 0: each vector of
    the kernel of the output Jacobian is tried by expanding L along it. Two other routes must not contradict the rank:
    the eigenvalues of the Hessian, entry by entry from expansions, enclosed; and the learning coefficient λ of L, from
    its equations, which is at least half of the rank.
    """
    unsmooth = twice_differentiable.violated(instance)
    if unsmooth:
        return Finding(False, "exact", {}, f"there is no Hessian: {unsmooth}")
    if _kinks(instance):
        return Finding(None, "exact", {}, "a pre-activation is zero, and L may or may not have second derivatives")
    weights = exact_arrays(instance["weights"])
    first, num_samples = weights[0].size, len(instance["X"][0])
    above_zero = zero_loss.violated(instance)
    measured = {"widths": _widths(instance), "num_samples": num_samples, "loss_is_zero": above_zero is None}
    if above_zero:
        whole = hessian(instance)
        blocks = {"Hessian": integer_rank(whole), "first block": integer_rank(whole[:first, :first])}
        size = len(whole)
    else:
        slopes = output_jacobian(weights, exact_array(instance["X"]), instance["activation"])
        blocks = {"Hessian": integer_rank(slopes), "first block": integer_rank(slopes[:, :first])}
        size = slopes.shape[1]
        vectors = integer_null_space(slopes)
        inner = integer_null_space(slopes[:, :first])
        padding = np.zeros((len(inner), size - first), dtype=object)
        vectors = np.concatenate([vectors, np.concatenate([inner, padding], axis=1)])
        if broken and len(vectors):
            vectors[:, -1 if vectors[0, -1] else 0] += 1
        if len(vectors) and _losses(instance, vectors)[:, 2].any():
            return Finding(False, "exact", measured, "L has a non-zero second derivative along a vector of the kernel")
    bounds = [max(0, excess) for excess in excesses(instance)]
    measured |= {
        "num_params": size,
        "rank": blocks["Hessian"],
        "zero_eigenvalues": size - blocks["Hessian"],
        "zero_eigenvalues_of_the_theorem": sum(bounds),
        "params_minus_residuals": size - num_samples * len(weights[-1]),
        "first_block": {"size": first, "rank": blocks["first block"], "zero_eigenvalues_at_least": bounds[0]},
    }
    if not above_zero:
        spectrum, coefficient = enclosed_spectrum(_as_rational(hessian(instance))), coefficient_at(instance)
        measured |= {"spectrum": spectrum.told(), "learning_coefficient": coefficient.told()}
        if not spectrum.agrees(blocks["Hessian"], 0):
            return Finding(False, "exact", measured, "the enclosed eigenvalues are not those of the rank")
        if coefficient.contradicts(blocks["Hessian"]):
            return Finding(False, "exact", measured, "2λ is below the rank")
    sizes = {"Hessian": size, "first block": first}
    regular = [f"the {name} has full rank {found}" for name, found in blocks.items() if found == sizes[name]]
    wrong = [text for text in regular if first_block or text.startswith("the Hessian")]
    return Finding(not wrong, "exact", measured, f"{' and '.join(wrong)}: no zero eigenvalue" if wrong else "")


@hypothesis
def overparametrised(instance: DeepNetwork) -> str | None:
    """N_k N_{k−1} > n·min(N_k, …, N_{H+1}) for some k"""
    found = excesses(instance)
    return None if max(found) > 0 else f"N_k N_(k−1) exceeds n·min(N_k, …) by {found} for k = 1, 2, …"


@claim(
    "T3-01",
    "At a zero-loss point of an overparametrised network the Hessian has a zero eigenvalue",
    source="T3 §4, Lemma 1; §6.2.4, Theorem 3",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    hypotheses=(zero_loss, overparametrised, twice_differentiable),
    search=SMALL,
    draw=draw_deep,
    num_instances=30,
    note="The inequality is sufficient and far from necessary: the Hessian is JᵀJ, and it has a zero eigenvalue "
    "exactly if rank J < K (J the n d′ × K Jacobian of the outputs), with K − rank J of them; the proof gives "
    "Σ_k max(0, N_k N_{k−1} − n·min(N_k, …, N_{H+1})), and K > n d′ suffices as well. Neither of the two "
    "conditions implies the other. ReLU and powers have a zero eigenvalue for every n, from rescaling the "
    "units. All three hypotheses are needed. Lemma 1 states no inequality; it is called informal there. Mostly the "
    "zero eigenvalues are those of a manifold of zeros, and the learning coefficient λ of L is half of the rank; at "
    "exceptional weights, such as 0, L grows along some of their directions to a higher order, and λ is larger.",
)
def lemma_1(instance: ZeroLossPoint) -> Finding:
    """If L(w*) = ½‖Ŷ_n(w*) − Y‖²_F = 0, L is twice differentiable at w*, and N_k N_{k−1} > n·min(N_k, …, N_{H+1}) for
    some k in 1, …, H+1, then ∇²L(w*) has a zero eigenvalue
    """
    return zero_eigenvalues(instance)


@lemma_1.false(because="zero eigenvalues, not")
def exact_number(instance: ZeroLossPoint) -> Finding:
    """the Hessian has exactly Σ_k max(0, N_k N_{k−1} − n·min(N_k, …)) zero eigenvalues"""
    found = zero_eigenvalues(instance).measured
    if found["zero_eigenvalues"] == found["zero_eigenvalues_of_the_theorem"]:
        return Finding(True, "exact", found)
    reason = f"{found['zero_eigenvalues']} zero eigenvalues, not {found['zero_eigenvalues_of_the_theorem']}"
    return Finding(False, "exact", found, reason)


def draw_small(stream: np.random.Generator, settings: Settings) -> ZeroLossPoint:
    """One of the small points, at exceptional weights now and then."""
    points = [each for each in small_points() if each["activation"] != RELU and excesses(each)[0] > 0]
    return points[int(stream.integers(len(points)))]


@lemma_1.false(because="more than half of the rank", draw=draw_small)
def flat_to_every_order(instance: ZeroLossPoint) -> Finding:
    """all directions of zero eigenvalues are those of a manifold on which L stays 0: λ is half of the rank"""
    found = zero_eigenvalues(instance).measured
    if "learning_coefficient" not in found or found["learning_coefficient"]["lambda"] is None:
        return Finding(None, "exact", found, "the learning coefficient is not known")
    quadratic = coefficient_at(instance).quadratic(found["rank"])
    told = f"λ is {found['learning_coefficient']['lambda']}, more than half of the rank {found['rank']}"
    return Finding(quadratic, "exact", found, "" if quadratic else told if quadratic is False else "λ has bounds only")


@lemma_1.broken(because="non-zero second derivative along a vector of the kernel")
def kernel(instance: ZeroLossPoint) -> Finding:
    """vectors off the kernel by one entry"""
    return zero_eigenvalues(instance, broken=True)
