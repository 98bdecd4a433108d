"""Zero eigenvalues of the Hessian at planted zero-loss points of deep networks (T3 §6.2.4), by exact ranks."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import (
    RELU,
    array,
    grow,
    jacobian,
    losses_along,
    null_space,
    outputs_along,
    preactivations,
    random_matrix,
    rank,
    split,
)

LETTERS = {
    "N_k": "widths[k], with N_0 = d inputs and N_{H+1} = d' outputs",
    "H": "hidden layers",
    "n": "num_samples",
    "w*": "weights, with the targets Y made from them",
    "Ŷ_n(w)": "outputs on the n samples",
}
ACTIVATIONS = ([0, 1, 1], RELU, [0, 0, 1], [0, -1, 0, 1], [1, 2, -1])
GENERIC = ([0, 1, 1], [1, 2, -1, 1])  # without the scaling symmetries of ReLU and of powers


def draw_deep(stream: np.random.Generator, settings: Settings) -> Instance:
    """One to three hidden layers, widths from 1 on; the loss is zero by the choice of Y."""
    return _draw(stream, settings, grow(settings.scale, 1, 3, stream))


def draw_shallow(stream: np.random.Generator, settings: Settings) -> Instance:
    """One hidden layer."""
    return _draw(stream, settings, 1)


def _draw(stream: np.random.Generator, settings: Settings, depth: int) -> Instance:
    drop, top = settings.drop, 3 if settings.drop else 4
    while True:
        widths = [grow(settings.scale, 1, top, stream) for _ in range(depth + 2)]
        first_only = settings.options.get("first_only", False)
        if drop != "overparametrised" and not _largest_sample_number(widths, first_only=first_only):
            widths[0] += 1
        limit = _largest_sample_number(widths, first_only=first_only)
        num_params = sum(a * b for a, b in pairwise(widths))
        if drop == "overparametrised":
            num_samples = max(limit + 1, -(-num_params // widths[-1]) + int(stream.integers(0, 3)))
        else:
            num_samples = (
                limit if stream.integers(2) else int(stream.integers(1, limit + 1))
            )  # at the limit half the time
        choices = (RELU,) if drop == "twice_differentiable" else ACTIVATIONS if drop is None else GENERIC
        instance: Instance = {
            "X": random_matrix(stream, widths[0], num_samples, bound=4),
            "weights": [random_matrix(stream, widths[k + 1], widths[k], bound=3) for k in range(depth + 1)],
            "activation": choices[int(stream.integers(len(choices)))],
        }
        if drop == "twice_differentiable":
            instance["weights"][0][0] = [0] * widths[0]
        outputs = _layers(instance)[-1]
        if drop == "zero_loss":
            outputs = outputs + array(random_matrix(stream, *outputs.shape, bound=5))
        instance["Y"] = [[int(v) for v in row] for row in outputs]
        kinked = _kinks(instance) > 0
        if kinked == (drop == "twice_differentiable"):
            return instance


def _largest_sample_number(widths: list[int], *, first_only: bool = False) -> int:
    """The largest n with N_k N_{k−1} > n·min(N_k, …, N_{H+1}) for some k (or for k = 1)."""
    layers = range(1, 2 if first_only else len(widths))
    return max((widths[k] * widths[k - 1] - 1) // min(widths[k:]) for k in layers)


def _layers(instance: Instance) -> list[np.ndarray]:
    return preactivations([array(w) for w in instance["weights"]], array(instance["X"]), instance["activation"])


def _kinks(instance: Instance) -> int:
    """How many pre-activations sit at the kink of a ReLU."""
    if instance["activation"] != RELU:
        return 0
    return sum(int((h == 0).sum()) for h in _layers(instance)[:-1])


def _widths(instance: Instance) -> list[int]:
    return [len(instance["X"]), *(len(w) for w in instance["weights"])]


def excesses(instance: Instance) -> list[int]:
    """N_k N_{k−1} − n·min(N_k, …, N_{H+1}) for k = 1, …, H + 1."""
    widths, num_samples = _widths(instance), len(instance["X"][0])
    return [widths[k] * widths[k - 1] - num_samples * min(widths[k:]) for k in range(1, len(widths))]


def _losses(instance: Instance, vectors: np.ndarray) -> np.ndarray:
    """Coefficients of L(w* + t v) to second order."""
    weights = [array(w) for w in instance["weights"]]
    directions = split(vectors, [w.shape for w in weights])
    outputs = outputs_along(weights, directions, array(instance["X"]), instance["activation"], 2)
    return losses_along(outputs, array(instance["Y"]))


def not_zero(instance: Instance) -> str | None:
    """By how much the loss is not zero."""
    loss = ((_layers(instance)[-1] - array(instance["Y"])) ** 2).sum()
    return f"2L(w*) = {loss}" if loss else None


def not_overparametrised(instance: Instance) -> str | None:
    """By how much the inequality fails for every k."""
    found = excesses(instance)
    return None if max(found) > 0 else f"N_k N_(k−1) exceeds n·min(N_k, …) by {found} for k = 1, 2, …"


def first_not_overparametrised(instance: Instance) -> str | None:
    """By how much dN > n·min(N, d') fails."""
    excess = excesses(instance)[0]
    return None if excess > 0 else f"dN exceeds n·min(N, d′) by {excess}"


def not_smooth(instance: Instance) -> str | None:
    """An axis along which the second derivatives of the loss to the two sides differ."""
    if not _kinks(instance):
        return None
    units = np.eye(sum(len(w) * len(w[0]) for w in instance["weights"]), dtype=int).astype(object)
    ahead, behind = (_losses(instance, sign * units)[:, 2] * 2 for sign in (1, -1))
    for k in np.flatnonzero(ahead != behind):
        return f"the second derivatives of L by parameter {k} from the two sides are {ahead[k]} and {behind[k]}"
    return None


def hessian(instance: Instance) -> np.ndarray:
    """∇²L entry by entry, from the second-order terms of L along e_i and e_i + e_j."""
    size = sum(len(w) * len(w[0]) for w in instance["weights"])
    units = np.eye(size, dtype=int).astype(object)
    rows, columns = np.triu_indices(size, 1)
    single, pairs = _losses(instance, units)[:, 2], _losses(instance, units[rows] + units[columns])[:, 2]
    found = np.diag(2 * single)
    found[rows, columns] = found[columns, rows] = pairs - single[rows] - single[columns]
    return array(found.tolist())


def decide(instance: Instance, *, first_block: bool = False, broken: bool = False) -> Finding:
    """Whether the Hessian (and its first block, if asked for) has a zero eigenvalue, and how many.

    At zero loss L ≥ 0 makes the Hessian positive semidefinite, so that vᵀ∇²L v = 0 means ∇²L v = 0: each vector of
    the kernel of the output Jacobian is tried by expanding L along it.
    """
    unsmooth = not_smooth(instance)
    if unsmooth:
        return Finding(False, "exact", {}, f"there is no Hessian: {unsmooth}")
    if _kinks(instance):
        return Finding(None, "exact", {}, "a pre-activation is zero, and L may or may not have second derivatives")
    weights = [array(w) for w in instance["weights"]]
    first, num_samples = weights[0].size, len(instance["X"][0])
    measured: dict[str, Any] = {"widths": _widths(instance), "num_samples": num_samples, "loss_is_zero": True}
    if not_zero(instance):
        whole = hessian(instance)
        blocks = {"Hessian": rank(whole), "first block": rank(whole[:first, :first])}
        measured["loss_is_zero"], size = False, len(whole)
    else:
        slopes = jacobian(weights, array(instance["X"]), instance["activation"])
        blocks = {"Hessian": rank(slopes), "first block": rank(slopes[:, :first])}
        size = slopes.shape[1]
        vectors = null_space(slopes)
        inner = null_space(slopes[:, :first])
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
    sizes = {"Hessian": size, "first block": first}
    regular = [f"the {name} has full rank {found}" for name, found in blocks.items() if found == sizes[name]]
    wrong = [text for text in regular if first_block or text.startswith("the Hessian")]
    return Finding(not wrong, "exact", measured, f"{' and '.join(wrong)}: no zero eigenvalue" if wrong else "")


def decide_exact_number(instance: Instance) -> Finding:
    """A planted falsehood: the Hessian has no more zero eigenvalues than the counts of the proof add up to."""
    found = decide(instance).measured
    if found["zero_eigenvalues"] == found["zero_eigenvalues_of_the_theorem"]:
        return Finding(True, "exact", found)
    reason = f"{found['zero_eigenvalues']} zero eigenvalues, not {found['zero_eigenvalues_of_the_theorem']}"
    return Finding(False, "exact", found, reason)


def decide_one_more(instance: Instance) -> Finding:
    """A planted falsehood: the first block has one zero eigenvalue more than dN − n·min(N, d')."""
    found = decide(instance).measured
    block = found["first_block"]
    nullity, wanted = block["size"] - block["rank"], block["zero_eigenvalues_at_least"] + 1
    if nullity >= wanted:
        return Finding(True, "exact", found)
    return Finding(False, "exact", found, f"the first block has {nullity} zero eigenvalues, fewer than {wanted}")


SMOOTH = Hypothesis("twice_differentiable", "L is twice differentiable at w*", not_smooth)
ZERO = Hypothesis("zero_loss", "L(w*) = 0", not_zero)

CLAIMS = (
    Claim(
        id="T3-01",
        title="At a zero-loss point of an overparametrised network the Hessian has a zero eigenvalue",
        source="T3 §4, Lemma 1; §6.2.4, Theorem 3",
        statement="If L(w*) = ½‖Ŷ_n(w*) − Y‖²_F = 0, L is twice differentiable at w*, and "
        "N_k N_{k−1} > n·min(N_k, …, N_{H+1}) for some k in 1, …, H+1, then ∇²L(w*) has a zero eigenvalue",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        draw=draw_deep,
        decide=decide,
        hypotheses=(
            ZERO,
            Hypothesis("overparametrised", "N_k N_{k−1} > n·min(N_k, …, N_{H+1}) for some k", not_overparametrised),
            SMOOTH,
        ),
        planted=(
            Variant(
                "exact number",
                "the Hessian has exactly Σ_k max(0, N_k N_{k−1} − n·min(N_k, …)) zero eigenvalues",
                decide_exact_number,
                "zero eigenvalues, not",
            ),
            Variant(
                "kernel",
                "broken: vectors off the kernel by one entry",
                lambda instance: decide(instance, broken=True),
                "non-zero second derivative along a vector of the kernel",
            ),
        ),
        num_instances=30,
        note="The inequality is sufficient and far from necessary: the Hessian is JᵀJ, and it has a zero eigenvalue "
        "exactly if rank J < K (J the n d′ × K Jacobian of the outputs), with K − rank J of them; the proof gives "
        "Σ_k max(0, N_k N_{k−1} − n·min(N_k, …, N_{H+1})), and K > n d′ suffices as well. Neither of the two "
        "conditions implies the other. ReLU and powers have a zero eigenvalue for every n, from rescaling the "
        "units. All three hypotheses are needed. Lemma 1 states no inequality; it is called informal there.",
    ),
    Claim(
        id="T3-25",
        title="One hidden layer: zero eigenvalues of the first block and of the Hessian",
        source="T3 §6.2.4, “Hessian and degeneracy of nonlinear one-hidden layer networks”",
        statement="If E = 0 and dN > n·min(N, d') then the first block ∇1Ŷ ∇1Ŷᵀ of the Hessian has a zero eigenvalue, "
        "and so has ∇²L = ∇Ŷ ∇Ŷᵀ",
        quantifier="for all",
        field="real",
        letters={"d": "widths[0]", "N": "widths[1]", "d'": "widths[2]", "n": "num_samples", "E": "Ŷ − Y"},
        draw=lambda stream, settings: draw_shallow(stream, settings.having(first_only=True)),
        decide=lambda instance: decide(instance, first_block=True),
        hypotheses=(
            ZERO,
            Hypothesis("overparametrised", "dN > n·min(N, d')", first_not_overparametrised),
            SMOOTH,
        ),
        planted=(
            Variant(
                "one more",
                "the first block has at least dN − n·min(N, d') + 1 zero eigenvalues",
                decide_one_more,
                "fewer than",
            ),
            Variant(
                "kernel",
                "broken: vectors off the kernel by one entry",
                lambda instance: decide(instance, first_block=True, broken=True),
                "non-zero second derivative along a vector of the kernel",
            ),
        ),
        rests_on=("T3-01",),
        num_instances=30,
        note="The bound rank ≤ n·min(N, d′) of the proof is attained, so the count dN − n·min(N, d′) cannot be "
        "improved in general; the inequality is not necessary (rank X < d makes the block singular for every n). "
        "All three hypotheses are needed.",
    ),
)
