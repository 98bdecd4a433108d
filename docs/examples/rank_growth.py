# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # How does the rank grow with the data?
#
# The zero-error set has the dimension $K - N m$ for generic targets as long as the Jacobian of the $N m$ outputs has
# independent rows. So everything depends on its rank $r_N$. Below, $r_N$ is computed for networks with polynomials
# near ReLU, for $N = 1, 2, \dots$, until it grows no more. Then come networks and data of the papers' size.
#
# All ranks are taken modulo a prime at a random point. Each is a proved lower bound. One elimination gives all of
# them: the rows that do not depend on those before them, from which $r_N$ can be read off for every $N$.

# %%
import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

from algebraic import Network, generic_rank
from algebraic.data import IntegerData, load_integer_data
from algebraic.networks import Builder, relu_approximant
from algebraic.ranks import coefficient_map_rank, row_profile

NUM_SAMPLES = 700

relu = {degree: relu_approximant(degree).activation for degree in (2, 3, 10)}
for degree, polynomial in relu.items():
    print(f"best of degree {degree:2} or less: it has degree {polynomial.degree}")
assert relu[3] == relu[2]

# %% [markdown]
# The best polynomial of degree 3 *is* the one of degree 2: ReLU is $x/2$ plus an even function. So degree 3 is
# represented by $z^3 + z$.


# %%
def convolutional(activation, channels, bias):
    """3×3 convolutions on 8×8 images, the first with stride 2, and a linear output."""
    builder = Builder((8, 8, 1))
    builder.convolution(channels, (3, 3), stride=(2, 2), activation=activation, bias=bias)
    builder.convolution(2 * channels, (3, 3), activation=activation, bias=bias)  # a test changes 2 to 3
    builder.dense(1, bias=bias)
    return builder.network()


def dense(activation, width, bias):
    """One hidden layer on 64 pixels."""
    return Network.dense([64, width, 1], activation, hidden_bias=bias, output_bias=bias)


activations = {"ReLU, degree 2": relu[2], "z³ + z": "z**3+z", "ReLU, degree 10": relu[10]}
networks = {
    (kind, width, name, bias): build(activation, width, bias)
    for kind, build, widths in (("dense", dense, (2, 4, 8)), ("convolutional", convolutional, (2, 4)))
    for width in widths
    for name, activation in activations.items()
    for bias in (True, False)
}

images, labels = load_digits(return_X_y=True)
digits = IntegerData(images[:NUM_SAMPLES].astype(np.int64), labels[:NUM_SAMPLES, None], 1, "digits")
random = load_integer_data("random", networks["dense", 2, "z³ + z", True], NUM_SAMPLES)
profiles = {key: (row_profile(network, random), row_profile(network, digits)) for key, network in networks.items()}

# %% [markdown]
# $r_N$ for random inputs ends at the dimension of the set of functions that the network can compute. That number has
# two other routes: `generic_rank`, with other inputs, points and primes, and another elimination; and the rank of the
# coefficient map, where the outputs have few enough coefficients. "From above" says why the rank is no larger.

# %%
print(f"{'network':14} {'':5} {'activation':15} biases    K  K−r  r random  coefficients  r digits  from above")
second_route = {}
for key, network in networks.items():
    kind, width, name, bias = key
    at_random, at_digits = profiles[key]
    second_route[key] = generic_rank(network)
    few = kind == "dense" and name == "ReLU, degree 2"
    coefficients = coefficient_map_rank(network) if few else None
    assert len(at_random) == second_route[key].rank == (coefficients or second_route[key].rank)
    why = second_route[key].upper_bound
    print(
        f"{kind:14} {width:3}   {name:15} {'yes' if bias else 'no':5} {network.num_params:5} "
        f"{network.num_params - len(at_random):4} {len(at_random):9}  {coefficients or '–':>12}  {len(at_digits):8}  "
        f"{why.kind if why.proved else 'no proof'}"
    )

# %% [markdown]
# The picture: random inputs (thin) and real digits (thick). For random inputs and one output $r_N = \min(N, r)$, the
# straight line and then the plateau. With degree 10 nothing is lost: $r = K$. With degree 2 the plateau is lower. For
# the dense networks without biases this is why: write $P(z) = a z^2 + b z + c$, $v_i = s_i^2$ and $u_i = s_i w_i$. The
# output $\sum_i a (u_i x)^2 + b s_i u_i x + c s_i^2$ stays as it is when the $(u_i, s_i)$ are rotated among the $h$
# units, which costs $h (h - 1) / 2$ dimensions. The convolutional ones end in $h = 2c$ units at one place: the same.

# %% mystnb={"image": {"alt": "Ranks rise on one line, then stay level, earlier on digits for dense networks"}}
figure, panels = plt.subplots(1, 2, figsize=(10, 4.3), sharey=True, layout="constrained")
counts = np.arange(1, NUM_SAMPLES + 1)
shades = {"ReLU, degree 2": "C0", "z³ + z": "C2", "ReLU, degree 10": "C3"}
for axes, kind, width in zip(panels, ("dense", "convolutional"), (8, 4), strict=True):
    for name, colour in shades.items():
        for bias, line in ((True, "-"), (False, ":")):
            at_random, at_digits = profiles[kind, width, name, bias]
            label = f"{name}, {'' if bias else 'no '}biases"
            axes.plot(counts, np.searchsorted(at_random, counts), line, color=colour, linewidth=1)
            axes.plot(
                counts, np.searchsorted(at_digits, counts), line, color=colour, linewidth=3, alpha=0.5, label=label
            )
    axes.set_title(f"{kind}, {'hidden width' if kind == 'dense' else 'channels'} {width}")
    axes.set_xlabel("number of samples N")
axes.legend(fontsize=8)
panels[0].set_ylabel("rank r_N of the Jacobian (proved lower bound)")
plt.show()

# %% [markdown]
# On real digits the dense networks fall behind early: some pixels are lit in few images. As long as a pixel is dark in
# all of them, its weights change nothing; if it is lit in one image only, its $h$ weights give one more dimension
# at most.
# The convolutional networks use each weight at many places. They do not fall behind.

# %%
lit = (digits.inputs != 0).sum(axis=0)
print(f"of 64 pixels {np.sum(lit == 0)} are dark in all {NUM_SAMPLES} images, {np.sum((lit > 0) & (lit < 8))} more")
print("are lit in seven images or fewer")
for key, (at_random, at_digits) in profiles.items():
    behind = int(np.argmax(np.append(at_digits, -1) != np.arange(len(at_digits) + 1)))
    if key[1] in (8, 4) and key[2] == "ReLU, degree 10" and key[3]:
        print(f"{key[0]} {key[1]}: r_N = N up to N = {behind} on digits, {len(at_random)} on random inputs")

# %% [markdown]
# ## At the papers' size
#
# The same is a proof for data of the papers' size. `python -m algebraic.dimension` takes $N m$ and a few more of the
# $K$ columns at random. If these already have rank $N m$, then so has the Jacobian, and for generic targets the set has
# dimension $K - N m$. The images are 32×32×3 patches of two photographs; the networks are those of Theory III, Fig. 3,
# and Theory II, section 4.1, with one output and without batch normalization. The numbers are from a record of
# `benchmarks/dimension_proof.py`, which also checks every certificate. The last row needs no elimination: 50,000 images
# of ten classes are more equations than the network has parameters, and the set is empty for generic targets. A load
# above 2 means that others used the two cores at the same time; the processor time depends less on that.

# %%
record = json.loads(Path("../results/dimension-proof.json").read_text())
machine = record["machine"]
print(record["command"])
print(f"{record['date']}, {machine['cpu']}, {machine['cores']} cores")
print(" images outputs equations parameters    rank dimension  seconds     CPU    GB  load  check")
for row in record["runs"]:
    rank = "–" if row["data_rank"] is None else f"{row['data_rank']:,}"
    dimension = "empty" if row["empty"] else f"{row['dimension']:,}"
    check = f"{'holds' if row['check']['verified'] else 'FAILS'} ({row['check']['seconds']} s)"
    print(
        f"{row['num_samples']:7,} {row['output_dim']:7} {row['num_equations']:9,} {row['num_params']:10,} {rank:>7} "
        f"{dimension:>9} {row['seconds']:8} {row['cpu_seconds']:7} {row['peak_memory_gb']:5} {row['load']:5}  {check}"
    )

# %% [markdown]
# What such a proof does not say: whether the labels at hand are among the generic targets, and whether there is a
# *real* solution. Over the real numbers the dimension is right for the targets of some open set.
#
# ## Check
#
# The ranks for random inputs are $\min(N, r)$ with the $r$ of the other routes (asserted above), and the rotations
# explain the networks of degree 2 without biases: $K - r = h (h - 1) / 2$ for $h$ units before the output. On digits no
# rank exceeds that for random inputs. Something planted must show: each image given twice, only every other row raises
# the rank.

# %%
for (kind, width, name, bias), (at_random, _) in profiles.items():
    if name == "ReLU, degree 2" and not bias:
        units = width if kind == "dense" else 2 * width
        assert networks[kind, width, name, bias].num_params - len(at_random) == units * (units - 1) // 2
for at_random, at_digits in profiles.values():
    assert at_random.tolist() == list(range(len(at_random)))
    assert np.all(np.searchsorted(at_digits, counts) <= np.searchsorted(at_random, counts))
twice = IntegerData(np.repeat(digits.inputs[:20], 2, axis=0), digits.targets[:40], 1, "twice")
assert row_profile(networks["dense", 2, "ReLU, degree 10", True], twice).tolist() == list(range(0, 40, 2))
assert not record["problems"]
assert all(row["check"]["verified"] for row in record["runs"])
assert all(row["data_rank"] == row["num_equations"] for row in record["runs"] if not row["empty"])
assert all(row["num_equations"] > row["num_params"] for row in record["runs"] if row["empty"])
