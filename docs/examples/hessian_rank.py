# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # What rank has the Hessian at a global minimum?
#
# At a zero of the loss $\tfrac12 \sum_i f_i(w)^2$ the Hessian is $J^\top J$: with $K$ weights and $N < K$ samples at
# least $K - N$ of its eigenvalues are 0. A numerical minimum, where the loss is merely tiny, need not show that.
#
# A model whose targets are its own outputs *is* at a minimum with loss 0. Then its weights are moved by $10^{-5}$.

# %%
import matplotlib.pyplot as plt
import torch

import algebraic
import verify

num_samples = 12  # a test changes 12 to 50
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)).double()
inputs = torch.randn(num_samples, 3, dtype=torch.float64)
targets = model(inputs).detach()
at_minimum = verify.curvature(model, inputs, targets)
print("\n".join(at_minimum.sentences[-3:]))

with torch.no_grad():
    for weights in model.parameters():
        weights += 1e-5 * torch.randn_like(weights)
beside = verify.curvature(model, inputs, targets)
print()
print("\n".join([beside.sentences[0], *beside.sentences[2:4]]))

# %% mystnb={"image": {"alt": "Sizes of all eigenvalues: at the minimum twelve stand out, beside it none is near zero"}}
figure, axes = plt.subplots(figsize=(7, 3.4))
for found, words in ((at_minimum, "at the minimum"), (beside, "beside it, at a loss of about $10^{-9}$")):
    values = [abs(each.value) for each in found.eigenvalues for _ in range(each.multiplicity)]
    axes.semilogy(range(1, len(values) + 1), sorted(values, reverse=True), "o", markersize=4, label=words)
axes.set_xlabel("eigenvalue, by size")
axes.legend()
plt.show()

# %% [markdown]
# At the minimum twelve eigenvalues are positive and 29 are not told apart from 0. Beside it *all* 41 are proved not
# to be 0: second derivatives of $f_i$, weighted by residuals, fill the gap, though the loss is tiny. So the number of
# small eigenvalues of a trained network says little. $J$ keeps its full rank beside a point where it has it, and an
# exact zero nearby is what a theorem speaks of.
#
# ## Check
#
# The closed form: $K - N = 41 - 12$ zero eigenvalues (claims T3-01 and C18-03, where $J$ has full rank). By a second
# route: the Hessian by torch, its eigenvalues by LAPACK. And a network of the same shape with a polynomial, whose
# Jacobian has rank 12 by exact arithmetic.

# %%
assert at_minimum.rank == 12
assert at_minimum.at_zero.status == "proved"
assert (at_minimum.at_zero.positive, at_minimum.at_zero.zero) == (12, 29) == (12, 41 - 12)
assert beside.rank == 41

torch.manual_seed(0)
again = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)).double()
names, parts = zip(*again.named_parameters(), strict=True)


def loss(flat):
    pieces = [
        piece.reshape(part.shape) for piece, part in zip(flat.split([p.numel() for p in parts]), parts, strict=True)
    ]
    outputs = torch.func.functional_call(again, dict(zip(names, pieces, strict=True)), (inputs,))
    return 0.5 * (outputs - targets).square().sum()


flat = torch.nn.utils.parameters_to_vector(parts).detach()
spectrum = torch.linalg.eigvalsh(torch.func.hessian(loss)(flat))
assert int((spectrum > 1e-10 * spectrum[-1]).sum()) == 12

polynomial = algebraic.Network.dense([3, 8, 1], "z**3+z")
assert polynomial.num_params == 41
assert algebraic.data_rank(polynomial, [[i, i * i % 7, i**3 % 11] for i in range(12)]).rank == 12

# %% [markdown]
# ## What it does not show
#
# That $J$ has full rank at *every* minimum: where it has not, there are more zero eigenvalues, and the loss may grow
# along them to a higher order. "A gap" is what float64 sees; the last sentence of each answer is a proof, at a zero
# nearby.
