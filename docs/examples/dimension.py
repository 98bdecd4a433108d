# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # When is the dimension K − N?
#
# With more weights than samples, *Theory of Deep Learning II* (§3) says: if the equations have a solution, the set
# of all solutions has dimension at least K − N, and "if the underdetermined system is chosen at random the
# dimension is equal to K − N with probability one". The equations of a network are not chosen at random. Only the
# data are. So when is the sentence true?
#
# Let $r_N$ be the rank of the Jacobian of the $N m$ residuals ($m$ outputs) at random weights and random inputs.
# Over the complex numbers, for random data:
#
# * if $r_N = N m$, the set has dimension exactly $K - N m$;
# * if $r_N < N m$, the set is empty.
#
# There is no third case. The map $w \mapsto (f(x_1; w), \dots, f(x_N; w))$ has an image of dimension $r_N$. Either
# the image contains almost every target, and the fibre over a random one has dimension $K - r_N$; or it misses
# almost every target. See the page on the theory.
#
# Below, both sides are decided for **all** small networks of a family, and compared with a Gröbner basis, which
# knows nothing of ranks.

# %%
from itertools import product

import matplotlib.pyplot as plt

from algebraic import Network, data_rank, generic_rank, zero_error_system
from algebraic.data import random_data
from algebraic.engines import find_engine
from algebraic.ideals import solutions_modulo
from algebraic.shell import random_primes

HAS_MSOLVE = find_engine("msolve") is not None
MAX_PARAMS = 5 if HAS_MSOLVE else 3  # the embedded engine reaches less far
PRIME = random_primes(1, seed=0)[0]
EMPTY = -1  # a test changes 1 to 2
ACTIVATIONS = {3: ("z**2", "z**2+z", "z**3+z"), 4: ("z**2", "z**2+z")}  # by the number of widths


def small_networks():
    """All networks with one or two hidden layers, widths 1 to 3, and at most MAX_PARAMS weights."""
    for depth, activations in ACTIVATIONS.items():
        for widths, activation, hidden, output in product(
            product((1, 2, 3), repeat=depth), activations, (False, True), (False, True)
        ):
            network = Network.dense(widths, activation, hidden_bias=hidden, output_bias=output)
            if network.num_params <= MAX_PARAMS:
                yield network


networks = list(small_networks())
len(networks)

# %% [markdown]
# For every network and every number of samples, from one until the set has been empty twice, the code below asks
# the rank for a prediction and the Gröbner basis (modulo a prime) for the truth. The data are integers drawn
# uniformly from ±10⁶.


# %%
def predicted(network, data):
    """The dimension by the rank of the Jacobian; EMPTY for the empty set."""
    equations = data.targets.size
    return network.num_params - equations if data_rank(network, data.inputs).rank == equations else EMPTY


def measured(network, data):
    """The dimension by a Gröbner basis modulo a prime; -1 for the empty set."""
    system = zero_error_system(network, data.inputs, data.targets)
    return solutions_modulo([dict(terms) for terms in system.integer_terms], network.num_params, PRIME).dimension


rows = []
for network in networks:
    theory, truth = [], []
    for num_samples in range(1, network.num_params // network.output_dim + 2):
        data = random_data(network, num_samples)
        theory.append(predicted(network, data))
        truth.append(measured(network, data))
        if len(theory) > 1 and theory[-2] == -1:
            break
    rows.append((network, generic_rank(network).rank, theory, truth))

disagreements = [row for row in rows if row[2] != row[3]]
cases = sum(len(theory) for _, _, theory, _ in rows)
print(f"{len(rows)} networks, {cases} pairs of a network and a number of samples, {len(disagreements)} disagreements")

# %% [markdown]
# "Dimension K − N with probability one" as printed, for one output, holds for $N \le r$ and fails from $N = r + 1$
# on, even where $N < K$. These are the networks of the family where it fails although there are more weights than
# samples:


# %%
def shown(dimension):
    return "empty" if dimension == -1 else str(dimension)


print(f"{'widths':>10} {'activation':>10} {'biases':>14}  K  r  dimension for N = 1, 2, …")
for network, rank, _, truth in rows:
    if network.output_dim == 1 and rank < network.num_params - 1:
        biases = {(0, 0): "none", (1, 0): "hidden", (0, 1): "output", (1, 1): "both"}
        widths = ",".join(map(str, network.widths))
        kind = biases[network.hidden_bias, network.output_bias]
        line = " ".join(map(shown, truth))
        print(f"{widths:>10} {network.activations[0]!s:>10} {kind:>14} {network.num_params:2} {rank:2}  {line}")

# %% [markdown]
# With several outputs the rank can fall short of $N m$ before it reaches $r$. Then the set is empty although there
# are fewer equations than the rank $r$ allows:

# %%
for network, rank, theory, _ in rows:
    equations = (theory.index(-1) + 1) * network.output_dim if -1 in theory else 0
    if network.output_dim > 1 and 0 < equations <= rank:
        print(network, f"r = {rank}: empty with {equations} equations")

# %% [markdown]
# The picture shows the dimension against the number of samples, by the rank (lines) and by the Gröbner basis
# (dots). Crosses are empty sets. A line ends where the rank does.

# %% mystnb={"image": {"alt": "Dimensions that fall by one with each sample, and crosses where the set is empty"}}
figure, axes = plt.subplots(figsize=(8, 4.5))
chosen = [row for row in rows if row[0].output_dim == 1 and row[0].num_params == MAX_PARAMS]
by_rank = {rank: row for row in chosen for rank in [row[1]]}  # one network for each rank
for place, (rank, (network, _, theory, truth)) in enumerate(sorted(by_rank.items())):
    counts = range(1, len(theory) + 1)
    full = [(n, d) for n, d in zip(counts, theory, strict=True) if d >= 0]
    label = f"{','.join(map(str, network.widths))}, {network.activations[0]}: r = {rank}"
    axes.plot(*zip(*full, strict=True), color=f"C{place}", label=label, linewidth=6 - place, alpha=0.4)
    for n, d in zip(counts, truth, strict=True):
        axes.plot(n, max(d, -0.6 - 0.25 * place), "x" if d == -1 else "o", color=f"C{place}", markersize=7 - place / 2)
axes.axhline(0, color="0.8", linewidth=1)
axes.set_xlabel("number of samples N")
axes.set_ylabel("dimension of the zero-error set")
axes.set_title(f"networks with K = {MAX_PARAMS} weights")
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# ## Check
#
# The two routes agree on every pair, both sides of the condition occur, and the published example comes out:
# widths (2, 3, 1) with z² and no biases has K = 9 and r = 3, so fibres of dimension 8, 7, 6 and none from four
# samples on.

# %%
assert not disagreements
assert all(-1 in truth and max(truth) >= 0 for _, _, _, truth in rows)

example = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
assert (example.num_params, generic_rank(example).rank) == (9, 3)
assert [predicted(example, random_data(example, n)) for n in (1, 2, 3, 4)] == [8, 7, 6, -1]
if HAS_MSOLVE:
    assert [measured(example, random_data(example, n)) for n in (1, 2, 3, 4)] == [8, 7, 6, -1]

# A planted falsehood: K − N + 1 disagrees with the Gröbner basis wherever the set is not empty.
assert all(d + 1 != t for _, _, theory, truth in rows for d, t in zip(theory, truth, strict=True) if d >= 0)
