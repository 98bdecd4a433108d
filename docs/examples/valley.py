# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # Can one always walk down from where one stands?
#
# The abstract of Nguyen, Mukkamala and Hein says of networks with as many skip connections as samples: from every point
# there is a continuous path on which the loss does not increase and tends to 0 ([NMH-06](../claims/NMH-06.md)). The
# theorem inside the paper says less: a path below every level *above* the loss at the start, which may rise a little.
# Does it matter?
#
# First a start from which a path leads down. It is built, and the losses at its corners are enclosed.

# %%
import matplotlib.pyplot as plt
import torch

from verify.catalogue import find_claim
from verify.run import Draws

claim = find_claim("NMH-06")
print(claim.statement)
start = next(each for each in (Draws(claim).instance(k, 20) for k in range(20)) if each["kind"] == "copies")
down = claim.decide(start)
print("walked down:", down.holds)
losses = [float(ball.strip("[]").split(" +/- ")[0]) for ball in down.measured["losses"]]

# %% mystnb={"image": {"alt": "The loss along the path: level at first, then it falls by many orders of magnitude"}}
figure, axes = plt.subplots(figsize=(7, 3))
axes.semilogy(losses, "o-")
axes.set_xlabel("point of the path")
axes.set_ylabel("cross-entropy")
plt.show()

# %% [markdown]
# Now the place that cannot be left: seven samples $(a, c, 0, z)$, the first four of the first class, and seven sigmoids
# that share one weight vector $w$, with biases of their own. Unit 1 reads $(a, c)$, the others $(0, z)$, so that $f =
# v_1 \sigma(w_1 a + w_2 c + b_1) + \sum_{k>1} v_k \sigma(w_2 z + b_k)$ is the difference of the two outputs.

# %%
samples = [
    (-1, 0, 0, 1),
    (1, 1, 0, 2),
    (1, 2, 0, 18),  # a test changes 18 to 17
    (1, -3, 0, 12),
    (-1, 1, 0, 10),
    (-1, -1, 0, 16),
    (1, 0, 0, 0),
]
labels = [0, 0, 0, 0, 1, 1, 1]
trap = {**claim.witness.instance, "inputs": [[64 * value for value in row] for row in samples], "labels": labels}
stuck = claim.decide(trap)
print("a path down:", stuck.holds, "|", stuck.reason)

# %% [markdown]
# There is a closed set $Z$ of points with this loss, and near each of them the loss is larger off $Z$. With $w_2 = 0$
# the network sees two groups of samples only and fits their log-odds, and every change of $w_2$ costs at second order.
# What the proof assumes of the seven samples is decided in rational numbers. Move one sample, and the place can be
# left: a test does so with this page.
#
# ## Check
#
# By torch, which knows nothing of the proof: at $w = (1, 0)$, $b = 0$ and the $v$ of the claim's text the loss is
# $\tfrac67 \log 2$, the gradient is 0, and of 16 eigenvalues of the Hessian three are positive, the codimension of $Z$,
# and none is negative.

# %%
data = torch.tensor(samples, dtype=torch.float64)
sign = 1 - 2 * torch.tensor(labels, dtype=torch.float64)


def loss(point):
    w, b, v = point.split([2, 7, 7])
    first = torch.sigmoid(data[:, :2] @ w + b[0])[:, None]
    others = torch.sigmoid((data[:, 2:] @ w)[:, None] + b[1:])
    return torch.nn.functional.softplus(-sign * (torch.hstack([first, others]) @ v)).mean()


here, half = torch.zeros(16, dtype=torch.float64), torch.tensor(0.5, dtype=torch.float64)
here[0] = 1
here[9] = torch.log(12 * half) / torch.tanh(half)
here[10] = -2 * torch.log(4 * half) - 2 * here[9] * torch.sigmoid(-2 * half)
spectrum = torch.linalg.eigvalsh(torch.func.hessian(loss)(here))
assert stuck.holds is False
assert abs(loss(here) - 6 / 7 * torch.log(4 * half)) < 1e-14
assert torch.func.grad(loss)(here).abs().max() < 1e-14
assert (spectrum > 1e-4).sum() == 3
assert spectrum.abs().sort().values[:13].max() < 1e-14
assert down.holds is True
assert losses == sorted(losses, reverse=True)

# %% [markdown]
# ## What it does not show
#
# The trap needs shared weights. With one hidden layer of units that share nothing the non-increasing path exists from
# every point; for deeper networks without shared weights, at a minimum with deficient rank, we have neither a path nor
# a counterexample. And descent from a random start need not meet a trap.
