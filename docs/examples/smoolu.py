# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # Is there an activation that is zero on a half-line and smooth, and what can it fit?
#
# Cooper's theorem on the manifold of global minima asks for an activation that is 0 for $x \le 0$, increases beyond,
# and has derivatives of all orders. ReLU has a kink, softplus is never 0. His *smooLU* is $x e^{-1/x}$ for $x > 0$.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch

from verify.catalogue import find_claim
from verify.instruments import memorize
from verify.subject import smoolu

layer = smoolu()
point = 0.5  # a test changes 0.5 to 0.25
value, slopes = torch.tensor(point, dtype=torch.float64, requires_grad=True), []
derivative = layer(value)
for _ in range(3):
    (derivative,) = torch.autograd.grad(derivative, value, create_graph=True)
    slopes.append(derivative.item())
print(f"the first three derivatives at {point}:", slopes)

# %% [markdown]
# With it a network of one hidden layer fits any distinct points: the thresholds of the units are put between the
# points, so that the matrix of the features is triangular with a positive diagonal. The output weights follow one by
# one, and are enclosed.

# %%
places, labels = [-4, -1, 0, 2, 5], [3, -2, 1, 0, 2]
fitted = memorize([[x] for x in places], labels, [1], [6], "smoolu")
fits, error = fitted.worst_error([[x] for x in places], labels)
print(
    "fits:", fits, f"with an error of at most {error:.0e};", "output weights", [m.str(6) for m in fitted.output_weights]
)

# %% mystnb={"image": {"alt": "Left: smooLU beside ReLU and softplus. Right: a curve through five points"}}
grid = torch.linspace(-5, 5.2, 400, dtype=torch.float64)
thresholds = torch.tensor([float(b.mid()) for b in fitted.layers[0].biases][: len(places)], dtype=torch.float64)
weights = torch.tensor([float(m.mid()) for m in fitted.output_weights], dtype=torch.float64)
figure, panels = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
near = grid[abs(grid) < 3]
for function, words in ((layer, "smooLU"), (torch.relu, "ReLU"), (torch.nn.functional.softplus, "softplus")):
    panels[0].plot(near, function(near), label=words)
panels[0].legend()
panels[1].plot(grid, layer(grid[:, None] - thresholds) @ weights)
panels[1].plot(places, labels, "o", color="C3")
panels[1].set_ylim(-60, 60)
plt.show()

# %% [markdown]
# Between the points the curve leaves the picture: fitting all samples says nothing of what lies between.
#
# ## Check
#
# Derivatives by hand: with $t = 1/x$ they are $(1 + t) e^{-t}$, $t^3 e^{-t}$ and $(t^5 - 3 t^4) e^{-t}$; at $x = 1/2$
# they are $3$, $8$ and $-16$ times $e^{-2}$. That all derivatives tend to 0 at 0 is claim C18-04, decided exactly for
# one order; the same claim refutes that tanh, cut at 0, is smooth. The fit is made once more by torch's layer.

# %%
assert np.allclose(slopes, np.array([3, 8, -16]) * np.exp(-2), rtol=1e-12)
claim = find_claim("C18-04")
instance = {"order": 6, "x": "1/2", "epsilon": "1/1000000"}
assert claim.decide(instance).holds
cut = next(each for each in claim.planted if each.name == "truncated tanh")
assert cut.decide({**instance, "order": 1}).holds is False
again = layer(torch.tensor(places, dtype=torch.float64)[:, None] - thresholds) @ weights
assert fits
assert np.allclose(again, labels, atol=1e-9)

# %% [markdown]
# ## What it does not show
#
# That training finds such weights. And smooLU is not analytic: its Taylor series at 0 is 0, which it is not. Whatever a
# theorem says of analytic losses does not apply to it.
