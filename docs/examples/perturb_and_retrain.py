# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # If trained weights are disturbed and trained again, do they come back?
#
# The papers say that a minimum of an overparametrised network is degenerate: a disturbance along flat directions stays.
# Three networks learn one hundred images, get noise of a multiple of the size of their weights, and are trained again.

# %%
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np

import netsim
from netsim.models import mlp
from netsim.probes import descend, null_projector
from netsim.training import DataSpec, TrainTask

data = DataSpec("digits", num_train=100, num_test=100)
task = TrainTask(mlp(64, (16,), 10), data, (0, 1, 2), epochs=200, learning_rate=0.5, batch_size=0, dtype="float64")
first = netsim.train(task)


def distance(one, other):
    """Of each model, over all weights."""
    return np.sqrt(sum(((one[k] - other[k]) ** 2).reshape(len(one[k]), -1).sum(1) for k in one))


scales = (0.25, 0.5, 1.0)
moved, back = [], []
for scale in scales:
    noisy = netsim.perturb(first.weights, scale, seed=1).weights
    again = netsim.train(replace(task, start=noisy))
    moved.append(distance(noisy, first.weights))
    back.append(distance(again.weights, first.weights))
    print(
        f"noise {scale}: loss {netsim.evaluate(task, noisy)['train_loss'].mean():.3f}, "
        f"trained again {again.final('train_loss').mean():.4f}; errors {again.final('train_error')}; "
        f"distance to the old weights {moved[-1].mean():.2f}, then {back[-1].mean():.2f}"
    )

# %% mystnb={"image": {"alt": "Distance after training again against the distance of the noise: on the diagonal"}}
figure, axes = plt.subplots(figsize=(4.5, 4))
axes.plot(np.ravel(moved), np.ravel(back), "o")
axes.axline((0, 0), slope=1, color="0.6", linestyle="--")
axes.set_xlabel("distance to the old weights after the noise")
axes.set_ylabel("and after training again")
plt.show()

# %% [markdown]
# The training error is 0 again, and the weights are about as far from the old ones as the noise had put them: they do
# not come back.
#
# ## Where it is a theorem
#
# In a linear model with the square loss it can be said exactly. Training moves weights in the span of the samples only,
# so that of a disturbance the part in the null space stays, and the rest is undone: here 64 weights and 20 samples,
# which leaves 44 dimensions.

# %%
num_samples = 20  # a test changes 20 to 64
stream = np.random.default_rng(0)
samples = stream.normal(size=(num_samples, 64))
noise = stream.normal(size=(1, 64, 1))
rate = 1 / np.linalg.norm(samples, 2) ** 2
runs = descend(samples, samples[:, 0], samples, samples[:, 0], np.zeros((64, 1)), rate, 4000, 1000, 2000, noise)
before, after = runs["cycles"][:, :, 0]
stays = null_projector(samples) @ noise[0, :, 0]
print(f"moved by {np.linalg.norm(noise):.2f}, stays {np.linalg.norm(after - before):.2f}")

# %% [markdown]
# ## Check
#
# What stays is the projection of the noise onto the null space, found from the samples alone. By hand: the mean of the
# square of the share that stays is $44/64$.

# %%
assert first.final("train_error").max() == 0
assert again.final("train_error").max() == 0
assert np.all(np.ravel(back) > 0.9 * np.ravel(moved))
assert np.allclose(after - before, stays, atol=1e-8)
assert abs(np.linalg.norm(after - before) ** 2 / np.linalg.norm(noise) ** 2 - 44 / 64) < 0.15

# %% [markdown]
# ## What it does not show
#
# How large a disturbance can be before another minimum with other predictions is reached: the test errors of the two
# need not agree. The papers' networks and images have [experiments of their own](../experiments.md) (E04, E10).
