# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # Has my own model a zero of the loss, and what follows from that?
#
# Training ends at a small loss, hardly ever at zero. Theorems on minima speak about zero. An *audit* takes a torch
# model and data, asks each theorem's hypotheses, and tries to prove that exact zeros are near: a ball around weights
# that it finds, in which interval arithmetic proves a zero of all equations at once.

# %%
import copy

import torch

import verify
from verify.audit.zero import check_zero

torch.manual_seed(0)
units = 12  # a test changes 12 to 1
model = torch.nn.Sequential(torch.nn.Linear(3, units), torch.nn.Tanh(), torch.nn.Linear(units, 1)).double()
inputs = torch.randn(8, 3, dtype=torch.float64)
targets = torch.sin(inputs.sum(1))
audit = verify.audit_model(model, inputs, targets)
print("\n".join(audit.sentences))

# %% [markdown]
# The five sentences are what was measured and proved. The theorems that apply, because all their hypotheses hold here,
# with what they say about this model:

# %%
for theorem in audit.theorems:
    if theorem.applies == "yes":
        print(f"{theorem.id}: {theorem.follows}")

# %% [markdown]
# ## Check
#
# The proof is a document. A second function, which needs neither torch nor the model, proves it again from the
# numbers in it, and refuses it when one of its bounds is made smaller than what follows from the data. The polished
# weights fit the data to the last digits, in torch itself. And the zero lies on a manifold of zeros whose dimension
# has a formula: $3 h + h + h + 1$ weights for $h = 12$ units, less eight equations.

# %%
zero = audit.zero
assert zero.status == "proved"
assert len(audit.sentences) == 5
assert zero.dimension == 5 * 12 + 1 - 8
assert check_zero(zero.certificate).holds
other = copy.deepcopy(zero.certificate)
other["claims"]["lipschitz"] = 0.0
refused = check_zero(other)
assert not refused.holds
print("changed:", refused.because)

torch.nn.utils.vector_to_parameters(torch.from_numpy(zero.weights), model.parameters())
error = (model(inputs)[:, 0] - targets).abs().max().item()
print(f"largest error in torch at the polished weights: {error:.0e}")
assert error < 1e-14

# %% [markdown]
# ## What it does not show
#
# The zero is *nearby*, at the distance that the third sentence names: not where training ended, and training need not
# go there. A zero that was "not found" is not excluded. [The page on the audit](../audit.md) has the command line, your
# own data, and models with convolutions, normalisation and skips.
