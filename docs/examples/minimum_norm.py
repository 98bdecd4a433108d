# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # Where does gradient descent on least squares end, and what does stopping early keep?
#
# With fewer samples than weights infinitely many weights fit. From 0 gradient descent ends at the one of least norm
# (*Theory of Deep Learning III*, Corollary 1). Stopped early, it keeps less of the directions with small singular
# values, much as a ridge does (claim T3-28).

# %%
import flint
import matplotlib.pyplot as plt
import numpy as np

from netsim.probes import closed_form, descend, null_projector
from verify.instruments import column_vector, matrix, pseudo_inverse

X = [[4, 1, 0, 2, -1, 0], [0, 1, 1, 0, 1, 0], [1, 0, 0, -1, 0, 1]]
y = [3, -2, 1]
features, targets = np.array(X, float), np.array(y, float)
values = np.linalg.svd(features, compute_uv=False)
rate = 1 / values[0] ** 2
start = np.full((6, 1), 0.0)  # a test changes 0.0 to 0.5
path = descend(features, targets, features, targets, start, rate, 500, 10, 0, np.zeros((0, 6, 1)))
limit = path["cycles"][-1][:, 0]
print("gradient descent:", limit.round(6))

exact = pseudo_inverse(matrix(X)) * column_vector(map(flint.fmpq, y))
print("least norm:      ", *exact.entries())

# %% mystnb={"image": {"alt": "Three rising curves for descent, and below each the curve of a ridge"}}
steps = np.unique(np.logspace(0, 3, 40).astype(int))
directions = np.linalg.svd(features)[2][:3]
whole = directions @ np.array([float(entry.p) / float(entry.q) for entry in exact.entries()])
kept, by_ridge = [], []
for j in steps:
    stopped, _ = closed_form(features, targets, np.zeros(6), rate, j)
    kept.append(directions @ stopped / whole)
    ridge = np.linalg.solve(features.T @ features + np.eye(6) / (rate * j), features.T @ targets)
    by_ridge.append(directions @ ridge / whole)
kept, by_ridge = np.array(kept), np.array(by_ridge)
figure, axes = plt.subplots(figsize=(7, 3.4))
for k in range(3):
    axes.semilogx(steps, kept[:, k], color=f"C{k}", label=f"singular value {values[k]:.2f}")
    axes.semilogx(steps, by_ridge[:, k], color=f"C{k}", linestyle="--")
axes.set_xlabel("steps j (dashed: ridge with λ = 1/(rate · j))")
axes.set_ylabel("share of the solution")
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# The direction of the largest singular value is learned at once, the others take more steps; a ridge with
# λ = 1/(rate · j) keeps somewhat less of each.
#
# ## Check
#
# The limit against the pseudo-inverse in rational numbers, which fits exactly and is orthogonal to the null space, so
# that every other solution is longer. And a theorem for steps with rate · σ² ≤ 1: in each direction descent keeps at
# least what the ridge keeps, and at most twice that.

# %%
assert matrix(X) * exact == column_vector(map(flint.fmpq, y))
assert np.allclose(null_projector(features) @ limit, 0, atol=1e-9)
assert np.allclose(limit, [float(entry.p) / float(entry.q) for entry in exact.entries()], atol=1e-9)
assert np.all(kept >= by_ridge - 1e-12)
assert np.all(kept <= 2 * by_ridge + 1e-12)

# %% [markdown]
# ## What it does not show
#
# Networks with hidden layers: there the limit depends on more than the norm. And the paper prints the limit as
# $X^\top (X X^\top) y$, without the inverse, which is another vector (T3-12 in [the errata](../errata.md)).
