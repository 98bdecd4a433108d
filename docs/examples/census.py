# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # How many solutions are there, and how many critical points?
#
# A bound says how many solutions there can be at most. Here the solutions themselves are found: all of them, complex
# and real, each with a proof that a short independent function checks again. The same is then done for the critical
# points of the loss: minima, saddles, and nothing overlooked.

# %%
import copy

import matplotlib.pyplot as plt
import numpy as np

from algebraic import Network, check_solutions, solve
from algebraic.bounds import bezout_bound, paper_real_estimate
from algebraic.census import real_counts, strata
from algebraic.data import check_data, random_data
from algebraic.engines import find_engine
from algebraic.ranks import data_rank

PLAIN = {"hidden_bias": False, "output_bias": False}

# %% [markdown]
# ## Four samples, four weights
#
# The default network has two inputs, then one unit after the other with the activation $z^2 + z$, and a linear output:
#
# $$f(x; w) = w_4 \, \sigma(w_3 \, \sigma(w_1 x_1 + w_2 x_2)), \qquad \sigma(z) = z^2 + z.$$
#
# Four samples give four equations for the four weights. Written out they have degree 7, so there are at most
# $7^4 = 2401$ isolated solutions. The sharper bound of Bernstein, Kushnirenko and Khovanskii (BKK) is 21. The samples
# are small integers, and the arithmetic is exact.

# %%
network = Network.dense([2, 1, 1, 1], "z**2+z", **PLAIN)
inputs, targets = [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4]
found = solve(network, inputs, targets)
print(found)

# %% [markdown]
# All 21 are found, so no isolated solution is missing. How does one find them? Draw the four weights at random and
# compute the outputs. For *these* targets a solution is known. Now let the targets wander off through the complex
# numbers and come back. The solution follows them, and usually comes back as another one. After enough such round
# trips nothing new appears, or the bound is reached. At the end the targets move to the ones that were asked for.
#
# Tracking is done in floating point and proves nothing. So each end point is put into a box:

# %%
first = found.solutions[0]
for name, (real, imaginary, radius) in zip(network.parameter_names, first["box"], strict=True):
    print(f"{name:8} real part {real:>33}  imaginary part {imaginary:>33}  ± {radius}")
print("real:", first["real"])

# %% [markdown]
# A box allows every weight to be off by its radius. Interval arithmetic proves that exactly one exact solution lies in
# it (Krawczyk's test; the page on the theory has the argument). The boxes are disjoint, so the solutions are distinct.
# If all imaginary parts of the middle are zero, the solution in the box is real, because its complex conjugate would be
# a second one.
#
# Nobody has to believe the search. The check needs only the network, the data and the boxes. It rejects a box that has
# been moved, and a set from which a solution has been taken away but is still counted.

# %%
document = found.as_dict()
print("as found:   ", check_solutions(document) or "everything is proved")

moved = copy.deepcopy(document)
moved["solutions"][3]["box"][0][0] = "0.5"
print("box moved:  ", check_solutions(moved))

shorter = copy.deepcopy(document)
del shorter["solutions"][3]
print("one deleted:", check_solutions(shorter))

# %% [markdown]
# ## How many are real?
#
# Of the 21 solutions for this data set, only some are real. Another data set has another number. So draw many: inputs
# and targets independent and normally distributed. A data set counts only if all 21 boxes are proved.

# %%
NUM_DATA_SETS = 60
reals = real_counts(network, NUM_DATA_SETS, known_bound=found.bkk)
print(f"real solutions here: {found.real_count}")
print(f"{reals.data_sets} data sets: {reals.min} to {reals.max}, median {reals.median:g}, mean {reals.mean:.3g}")
print("95 % interval for the mean: {:.3g} to {:.3g}".format(*reals.confidence["mean"]))

# %% [markdown]
# *Theory of Deep Learning II* (section 3) gives an estimate for the number of real solutions: $\ell^{Nd/2}$, for an
# activation of degree $\ell$, $N$ samples and $d$ layers. It is the square root of a degree bound. The theorem behind
# it (Shub and Smale) is about systems whose coefficients are all independent, and the average is $\sqrt{D_1 \cdots
# D_N}$ for those, the root of Bézout's number. Both numbers are larger here than the number of *all* solutions.

# %% mystnb={"image": {"alt": "A histogram: all bars, and the mean, lie left of the root of Bézout's bound"}}
root_of_bezout = bezout_bound([7] * 4) ** 0.5
estimate = paper_real_estimate(2, 4, 3)

figure, axes = plt.subplots(figsize=(8, 3.5))
axes.bar([int(number) for number in reals.histogram], reals.histogram.values(), color="C1", label="data sets")
axes.axvline(reals.mean, color="C3", label=f"mean {reals.mean:.3g}")
axes.axvline(reals.complex_count, color="C2", label=f"all complex solutions: {reals.complex_count}")
axes.axvline(root_of_bezout, color="C0", linestyle="--", label=f"root of Bézout's bound: {root_of_bezout:g}")
axes.axvline(estimate, color="0.6", linestyle="--", label=f"ℓ^(N·d/2): {estimate:g}")
axes.set_xlabel("number of real solutions")
axes.set_ylabel("number of data sets")
axes.legend(loc="upper center")
plt.show()

# %% [markdown]
# The number is always odd. Solutions that are not real come in conjugate pairs, and 21 is odd. So a data set with 21
# different solutions has at least one that is real.
#
# ## Minima and saddles
#
# The critical points of a loss are solutions of polynomial equations, too. With a ridge, a small penalty $\tfrac12
# \Lambda_k w_k^2$ on every weight with a factor of its own, there are finitely many of them for generic data. Here for
# three linear networks, with the units one after the other or side by side:

# %%
censuses = {
    ",".join(map(str, widths)): solve(
        Network.dense(widths, "z", **PLAIN), [[5]], [100], system="critical", ridge="entrywise"
    )
    for widths in ([1, 1, 1], [1, 2, 1], [1, 1, 1, 1])  # a test changes 2 to 3
}
for name, census in censuses.items():
    indices = [point["index"] for point in census.solutions if point["real"]]
    tally = ", ".join(f"{indices.count(k)} of index {k}" for k in sorted(set(indices)))
    print(f"widths {name:8} {census.complex_count:3} complex, {census.real_count} real: {tally}")

# %% [markdown]
# The Morse index of a critical point is the number of directions in which the loss falls: 0 is a minimum. It is proved
# from the Hessian on the whole box. With the ridge the loss grows in every direction, and then the indices must
# satisfy $\sum (-1)^{\text{index}} = 1$ over all critical points, a check that costs nothing.

# %% mystnb={"image": {"alt": "Critical points by Morse index, one panel for each network: the lowest are minima"}}
figure, panels = plt.subplots(1, len(censuses), figsize=(10, 3.5), layout="constrained")
for axes, (name, census) in zip(panels, censuses.items(), strict=True):
    real = [point for point in census.solutions if point["real"]]
    axes.plot([p["index"] for p in real], [p["objective"] for p in real], "o", markersize=9, alpha=0.5)
    axes.set_title(f"widths {name}", fontsize=10)
    axes.set_xticks(range(3))
    axes.set_xlim(-0.5, 2.5)
    axes.set_xlabel("Morse index (0: minimum)")
panels[0].set_ylabel("loss with its ridge")
plt.show()

# %% [markdown]
# Each dot can be several points, since a change of signs leaves the loss as it is. In the middle, two hidden units
# compete. In the minima only one of them is used, the one with the smaller penalty. The points
# that use the other one are saddles.
#
# ## Without a ridge
#
# Then two hidden units are enough for infinitely many critical points. Take a critical point $(a, v)$ of the network
# with one unit, $v \, \sigma(a x)$, where $v \ne 0$. Copy the unit and share its output weight: $\lambda v \,
# \sigma(a x) + (1 - \lambda) v \, \sigma(a x)$ is the same function, for every $\lambda$. Fukumizu and Amari (2000)
# showed that all of these are critical: a whole line.

# %%
line_inputs, line_targets = [[1], [2], [3], [-1], [-2]], [1, 3, -2, 4, 7]
one = solve(Network.dense([1, 1, 1], "z**2+z", **PLAIN), line_inputs, line_targets, system="critical")
print("one hidden unit:", one.complex_count, "critical points,", one.real_count, "of them real")


def gradient(weights):
    """The gradient of the loss of the network with two hidden units."""
    x, y = np.array(line_inputs, float)[:, 0], np.array(line_targets, float)
    a, v = np.split(np.asarray(weights), 2)
    z = np.outer(x, a)
    residual = (z**2 + z) @ v - y
    return np.concatenate([(residual * x) @ (2 * z + 1) * v, residual @ (z**2 + z)])


base = [[float(row[0]) for row in point["box"]] for point in one.solutions if point["real"]]
[(a, v)] = [(a, v) for a, v in base if abs(v) > 1e-6]  # in the others the unit has no effect
for share in (0, 0.3, 1, 5):
    size = np.abs(gradient([a, a, share * v, (1 - share) * v])).max()
    print(f"a = {a:.4f}, v = {v:.4f}, λ = {share:3}: gradient of the doubled network {size:.0e}")

# %% [markdown]
# So without a ridge one counts not points but parts, each with a dimension. The package names them. The critical
# points of the smaller network are the ones that were just found.

# %%
two = Network.dense([1, 2, 1], "z**2+z", **PLAIN)
data = check_data(line_inputs, line_targets, two)


def smaller(network):
    """The critical points of the network with one hidden unit, as the next call wants them."""
    assert network.widths == (1, 1, 1)
    real = [{"loss": p["loss"], "index": p["index"]} for p in one.solutions if p["real"]]
    return [p["box"] for p in one.solutions], one.complex_count_status, real


parts = strata(two, data, lambda network: data_rank(network, data.inputs).rank, smaller)
for part in parts:
    base = "" if part.base_points is None else f", from {part.base_points} point(s) of the smaller network"
    print(f"{part.name}: dimension {part.dimension}, {part.active_units} units with effect{base}")

# %% [markdown]
# The first part is where the Jacobian of the outputs has the rank of a generic point. Its dimension is 2, since the
# functions of this network have two degrees of freedom less than it has weights. The command `python -m algebraic.count
# --system critical` takes all these steps by itself.
#
# ## Check
#
# Published numbers. For linear networks with one input, one output, one sample and such a ridge: 5 critical points
# with one hidden unit, 9 with two units side by side. With two units one after the other a thesis prints 16, but it is
# 17: the point where all weights are zero had been lost.

# %%
published = {"1,1,1": 5, "1,2,1": 9, "1,1,1,1": 17}
assert {name: census.count for name, census in censuses.items()} == published

# The minima of the linear network with two units use the unit with the smaller penalty, the product of its two.
linear = censuses["1,2,1"]
first_in, second_in, first_out, second_out = map(int, linear.ridge_values)
penalties = [first_in * first_out, second_in * second_out]
for point in linear.solutions:
    if point["index"] is not None:
        used = [k for k in (0, 1) if float(point["box"][k][0]) != 0]
        assert used == {0: [int(np.argmin(penalties))], 1: [int(np.argmax(penalties))], 2: []}[point["index"]]

for census in censuses.values():
    assert check_solutions(census.as_dict()) == []
    [total] = [route for route in census.routes if route["route"] == "index_sum"]
    assert total["supports"]

assert (found.complex_count, found.complex_count_status, found.count) == (21, "exact", 21)
assert check_solutions(document) == []
assert check_solutions(moved)
assert check_solutions(shorter)
assert (reals.data_sets, reals.complex_count) == (NUM_DATA_SETS, 21)
assert all(int(number) % 2 == 1 for number in reals.histogram)
assert (root_of_bezout, estimate) == (7**2, 64)

# Zero-error systems whose numbers are known from Gröbner bases.
for widths, activation, hidden_bias, number in (
    ([1, 1, 1], "z**3+z", True, 6),
    *([([2, 2, 1], "z**3+z", False, 8)] if find_engine("msolve") else []),
):
    net = Network.dense(widths, activation, hidden_bias=hidden_bias, output_bias=False)
    drawn = random_data(net, net.num_params)
    result = solve(net, drawn.inputs, drawn.targets)
    assert result.count == number
    assert result.complex_count_status == "exact_mod_p" or not find_engine("msolve")

# The doubled network: the gradient vanishes on the lines, and not beside them.
assert np.abs(gradient([a, a, 0.3 * v, 0.7 * v])).max() < 1e-9
assert np.abs(gradient([a, a, 0.3 * v, 0.8 * v])).max() > 1e-3
assert parts[0].dimension == 2
assert {part.name: part.dimension for part in parts}["split units"] == 1
