"""Which networks of the experiments of NMH meet the conditions of its theorems (Assumption 3.1, M ≥ N)."""

from __future__ import annotations

import math
from typing import TypedDict

import flint
import numpy as np

from ...claims import Settings, Witness
from ...declare import claim, exact
from ...evidence import Finding
from ...instruments import SkipNet, certified_rank, clean_paths, random_parameters, rank_bound, skip_layer
from .neurons import CNN13

MNIST, CIFAR = 55_000, 50_000
STAGES = {  # VGG A, B, D: convolutions of 3 × 3 before each of the five reductions
    "VGG11": [[64], [128], [256] * 2, [512] * 2, [512] * 2],
    "VGG13": [[64] * 2, [128] * 2, [256] * 2, [512] * 2, [512] * 2],
    "VGG16": [[64] * 2, [128] * 2, [256] * 3, [512] * 3, [512] * 3],
}
NAMES = ("CNN13", *STAGES, *(f"{name}-mp2conv" for name in STAGES), "Densenet121", "784-300", "150 layers")
CASES = [(name, act) for name in NAMES for act in ("sigmoid", "softplus") if name != "150 layers" or act == "softplus"]


class Model(TypedDict):
    """A network of the experiments by name, and the seed of its small twin."""

    network: str
    activation: str
    seed: int


def draw(stream: np.random.Generator, settings: Settings) -> Model:
    """The networks one after the other."""
    name, activation = CASES[round(settings.scale * (len(CASES) - 1))]
    return {"network": name, "activation": activation, "seed": int(stream.integers(2**31))}


def shapes(name: str) -> tuple[int, int, int, int]:
    """Hidden neurons, samples, and channels and positions of the first layer (§4, Appendices D, E, F and G)."""
    if name == "CNN13":
        return sum(row[4] for row in CNN13), MNIST, CNN13[0][2], CNN13[0][3] ** 2
    if name == "784-300":
        return 1084, 1024, 784, 1
    if name == "150 layers":
        return 1500, 1000, 10, 1
    stages, side, total = STAGES[name.split("-")[0]], 32, 256  # two fully connected layers of 128
    for channels in stages:
        total += side * side * sum(channels)
        side //= 2
        total += side * side * channels[-1]  # the reduction: pooling, or a convolution of 2 × 2 with stride 2
    return total, CIFAR, 64, 32 * 32


def clean_channel_bound(name: str) -> tuple[flint.fmpq, flint.fmpq]:
    """Bounds on the probability that a channel of the first layer has no skip, and that no skip lies above that layer.

    The skips are N of H neurons, drawn uniformly. A given channel with c neurons is free of them with probability
    ∏_{i<c} (H − N − i)/(H − i) ≤ (1 − N/H)^c; all skips lie in the first layer, of F neurons, with at most (F/H)^N.
    """
    hidden, count, channels, size = shapes(name)
    free = channels * flint.fmpq(hidden - count, hidden) ** size
    first = channels * size
    return free, flint.fmpq(0) if first < count else flint.fmpq(first, hidden) ** count


def no_full_layer(layers: int, width: int, skips: int) -> flint.fmpq:
    """The probability that none of all layers but the last is full of skips: a coefficient of a polynomial."""
    full = flint.fmpz_poly([0] * width + [1])
    one = flint.fmpz_poly([1, 1]) ** width
    ways = ((one - full) ** (layers - 1) * one)[skips]
    return flint.fmpq(int(ways), math.comb(layers * width, skips))


def log10(value: flint.fmpq) -> float:
    """The decimal logarithm of a positive rational, also a tiny one."""
    ratio = (flint.arb(value.p).log() - flint.arb(value.q).log()) / flint.arb(10).log()
    return round(float(ratio.mid()), 2)


def twin(seed: int) -> tuple[SkipNet, list[list[int]]]:
    """A small convolutional softplus network, two layers of two channels, N of its 12 units with skips; N samples."""
    stream = np.random.default_rng(seed)
    first = [[k, k + 1] for _ in range(2) for k in range(4)]
    second = [[5 + 2 * k, 6 + 2 * k, 9 + 2 * k, 10 + 2 * k] for _ in range(2) for k in range(2)]
    layers = [
        skip_layer("softplus", first, groups=[0] * 4 + [1] * 4),
        skip_layer("softplus", second, groups=[0, 0, 1, 1]),
    ]
    skips = sorted({5, 9, 13, *(int(v) + 5 for v in stream.permutation(12)[:4])})  # both filters have skips
    inputs = np.array([stream.permutation(32)[: len(skips)] for _ in range(5)]).T.tolist()
    return {"num_inputs": 5, "layers": layers, "skips": skips}, inputs


def rank(instance: Model) -> float:
    """The size of an instance: its place among the networks, with those that are known not to qualify at the end."""
    return len(CASES) if instance["network"] in STAGES else NAMES.index(instance["network"])


@claim(
    "NMH-15",
    "The results apply directly to the networks of the experiments",
    source="NMH §1 (“our results directly apply to the networks which we use in the experiments”), §4, App. G",
    quantifier="for all",
    field="none",
    letters={"N": "num_samples", "M": "number of skips", "H": "hidden neurons"},
    draw=draw,
    rests_on=("NMH-02", "NMH-11"),
    size=rank,
    num_instances=len(CASES),
    witness=Witness(
        "CNN13 with softplus: H = 204,928 units, N = 55,000 of them with skips, drawn at random; each of the 64 "
        "filters of the first layer is the weight vector of 28² = 784 units. One of them is free of skips with "
        "probability ∏_{i<784} (H − N − i)/(H − i) ≤ (1 − N/H)^784. 3.1.2 needs one, as the first layer has but "
        "50,176 units and some skip lies above it: it holds with probability at most 64 (1 − N/H)^784 < 10^−104.",
        {"network": "CNN13", "activation": "softplus", "seed": 0},
    ),
    note="Max-pooling: Appendix G says itself that the results “are not directly applicable” to the VGGs of "
    "Table 2 (lines 872–875 of our copy). Softplus and convolutions: a neuron above the first layer needs a "
    "backward path on which no neuron shares weights with one that has skips, so a filter of the first "
    "layer free of skips among all its positions; with N random skips the bound on that is below 10^−70. "
    "That condition turns out to be unnecessary (NMH-02). Two further doubts are not counted: 3.1.3 can "
    "hardly hold for 3 × 3 patches at the corners of MNIST images (not in our data), and convolutions "
    "usually share their biases, which §2 does not provide for (NMH-02, “biases”): then images of one colour each "
    "have equal features at all inner positions, and Ψ need not have rank N. Undecided: sigmoid "
    "convolutions (data), Densenet121 (its first block is not described), the 150-layer network (3.1.2 "
    "depends on the draw and holds with probability below 0.1).",
)
def directly(instance: Model) -> Finding:
    """Every network of the experiments (Tables 1, 2, 4, Figs. 3, 5) meets Assumption 3.1 and M ≥ N"""
    # what the description of the network decides; the patches of convolutions need the data
    name, softplus = instance["network"], instance["activation"] == "softplus"
    if name == "Densenet121":
        return Finding(None, "exact", {}, "the layers of the dense block (normalisation, side) are not stated")
    hidden, count, _, _ = shapes(name)
    measured = {"network": name, "activation": instance["activation"], "hidden": hidden, "N": count}
    if hidden < count:
        return Finding(False, "exact", measured, f"only {hidden} hidden neurons for N = {count}")
    if name in STAGES:
        return Finding(False, "exact", measured, "max-pooling: max(a, b) has a kink, so Ψ is not analytic (3.1.1)")
    if name == "784-300":  # a neuron of the second layer needs one without skip in the first; 60 have none
        if softplus:
            bad = flint.fmpq(math.comb(300, 60), math.comb(1084, 60))
            measured["log10_probability_of_no_path"] = log10(bad)
        return Finding(True, "exact", measured)
    if name == "150 layers":
        good = no_full_layer(150, 10, 1000) + flint.fmpq(math.comb(1490, 1000), math.comb(1500, 1000))
        measured["probability_that_3.1.2_holds_at_most"] = round(float(good), 4)
        return Finding(None, "exact", measured, "3.1.2 depends on the draw of the skips, which is not recorded")
    if softplus:
        free, above = clean_channel_bound(name)
        measured["log10_probability_that_3.1.2_holds_below"] = log10(free + above)
        if free + above < flint.fmpq(1, 10**70):
            reason = "3.1.2: every filter of the first layer has skips, so no backward path is free of their weights"
            return Finding(False, "exact", measured, reason + ", with probability above 1 − 10^−70")
    return Finding(
        None, "exact", measured, "3.1.3 needs the data: whether all first patches of different images differ"
    )


def draw_applied(stream: np.random.Generator, settings: Settings) -> Model:
    """Those with the fewest neurons for their samples, those that are excluded, and twins of three convolutions."""
    cases = [("150 layers", "softplus"), ("784-300", "sigmoid"), ("VGG11", "softplus"), ("Densenet121", "sigmoid"),
             *[("CNN13", "softplus")] * 3]  # fmt: skip
    name, activation = cases[round(settings.scale * (len(cases) - 1))]
    return {"network": name, "activation": activation, "seed": int(stream.integers(2**31))}


@directly.corrected_on(draw_applied, 7)
def what_applies(instance: Model) -> Finding:
    """The networks of the experiments without max-pooling (Densenet121, which is not described, is left out) meet 3.1.1
    and M ≥ N. If every unit has a bias of its own, and no unit of the first layer has the same patch for two samples
    (3.1.3, a matter of the data), Ψ(U) has rank N for almost all U, with softplus also where 3.1.2 fails. With one bias
    for each channel, as convolutions usually have, it can have a smaller rank for every U
    """
    name = instance["network"]
    if name in STAGES or name == "Densenet121":
        return Finding(True, "exact", {"excluded": name})
    hidden, count, _, _ = shapes(name)
    if hidden < count:
        return Finding(False, "exact", {}, "too few neurons")
    if instance["activation"] == "sigmoid":
        return Finding(True, "exact", {"hidden": hidden, "N": count})
    net, inputs = twin(instance["seed"])  # without paths, and of full rank all the same
    without = sum(path is None for path in clean_paths(net).values())
    full, measured = certified_rank(net, inputs, random_parameters(net, instance["seed"]))
    measured |= {"twin_skips_without_path": without}
    return Finding(full or None, "certified", measured, "" if full else "the ball of det Ψ of the twin contains 0")


@what_applies.false(because="rank Ψ(U) < N for every U")
def with_shared_biases(instance: Model) -> Finding:
    """the rank N, also with one bias for each channel"""
    found = what_applies(instance)
    if not found.holds or "twin_skips_without_path" not in found.measured:
        return found
    net, inputs = twin(instance["seed"])
    net["layers"] = [{**each, "tied": True} for each in net["layers"]]
    plain = [[row[0]] * net["num_inputs"] for row in inputs]  # images of one colour each, which meet 3.1.3
    bound, why = rank_bound(net, plain)
    reason = f"rank Ψ(U) < N for every U: {why}" if bound < len(plain) else ""
    return Finding(not reason, "exact", {"bound": bound, "N": len(plain)}, reason)


@what_applies.false(because="has a kink")
def with_pooling(instance: Model) -> Finding:
    """the networks with max-pooling meet 3.1.1, too"""
    return directly(instance) if instance["network"] in STAGES else what_applies(instance)


@directly.false(because="the last layer")
def last(instance: Model) -> Finding:
    """the last hidden layer has N neurons without skips"""
    neurons = {"CNN13": 256, "784-300": 300, "150 layers": 10}.get(instance["network"], 128)
    count = MNIST if instance["network"] == "CNN13" else 1000
    return exact(False, f"the last layer has {neurons} < {count} neurons", last_layer=neurons)


@directly.broken(because="<")
def counts(instance: Model) -> Finding:
    """ten times as many samples"""
    if instance["network"] == "Densenet121":
        return Finding(None, "exact", {}, "not stated")
    hidden, count, _, _ = shapes(instance["network"])
    return exact(hidden >= 10 * count, f"{hidden} < {10 * count}", hidden=hidden)
