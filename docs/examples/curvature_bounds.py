# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # How far can the eigenvalues of a Hessian be from what was computed?
#
# An eigenvalue from floating point has no error bar. *Curvature* gives each an interval: at least so many eigenvalues
# of the Hessian lie in it. Two models for which the truth is known: a linear one with whole numbers, and a deep linear
# network, whose Hessian has less than full rank for a reason.

# %%
import matplotlib.pyplot as plt
import torch
from mpmath import mp, mpf

import verify

X = [[3, 1, 0, 2], [1, -2, 4, 0], [0, 1, 1, 5], [2, 2, -1, 1], [1, 0, 3, -2]]
linear = torch.nn.Linear(4, 1, bias=False).double()
inputs = torch.tensor(X, dtype=torch.float64)
found = verify.curvature(linear, inputs, torch.ones(5, 1, dtype=torch.float64))
for each in found.eigenvalues:
    print(f"{each.value:.14f} ± {each.radius:.1e}")

width = 5  # a test changes 5 to 6
torch.manual_seed(0)
layers = [torch.nn.Linear(a, b, bias=False) for a, b in ((25, width), (width, 10), (10, 10))]
samples, targets = torch.randn(60, 25, dtype=torch.float64), torch.randn(60, 10, dtype=torch.float64)
deep = verify.curvature(torch.nn.Sequential(*layers).double(), samples, targets)
print(deep.sentences[3])

# %% mystnb={"image": {"alt": "Eigenvalues of the deep network by size: a wide gap after the 250th"}}
sizes = sorted((abs(each.value) for each in deep.eigenvalues for _ in range(each.multiplicity)), reverse=True)
figure, axes = plt.subplots(figsize=(7, 3.2))
axes.semilogy(range(1, len(sizes) + 1), [max(size, 1e-16) for size in sizes], ".")
axes.set_xlabel("eigenvalue, by size")
plt.show()

# %% [markdown]
# ## Check
#
# The linear model's Hessian is $X^\top X$, a matrix of whole numbers: mpmath has its eigenvalues with 50 digits, and
# each must lie in its interval, though the intervals are as narrow as rounding. For the deep network Singh, Bachmann
# and Hofmann have a formula: widths 25, 5, 10 and 10 have rank 250.

# %%
mp.dps = 50
gram = mp.matrix([[sum(row[i] * row[j] for row in X) for j in range(4)] for i in range(4)])
truth = sorted(mp.eigsy(gram, eigvals_only=True), reverse=True)
for value, each in zip(truth, found.eigenvalues, strict=True):
    assert abs(value - mpf(each.value)) <= mpf(each.radius)
    assert each.radius < 1e-11
assert (deep.rank, deep.rank_status) == (250, "gap")
assert len(sizes) == 275 == deep.rank + 25

# %% [markdown]
# ## What it does not show
#
# A rank that is "a gap" is what float64 sees: the proof of the intervals does not say that the 25 small ones are 0. And
# a Hessian at weights of a small loss [is not that at a minimum](hessian_rank.py).
