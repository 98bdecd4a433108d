# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # What does a picture of training paths keep of their distances?
#
# *Theory of Deep Learning II* draws training as paths in a plane: multidimensional scaling (MDS) puts the weights of
# one layer, epoch by epoch, where their distances are best kept. Four networks with different initial weights learn
# the same images.

# %%
import matplotlib.pyplot as plt
import numpy as np

import netsim
from netsim.models import mlp
from netsim.training import DataSpec, TrainTask

data = DataSpec("digits", num_train=200, num_test=100)
task = TrainTask(
    mlp(64, (16,), 10), data, (0, 1, 2, 3), epochs=40, learning_rate=0.2, batch_size=50, record_layers=(1, 2)
)
trained = netsim.train(task)
layer = 1  # a test changes 1 to 2
picture = netsim.embed(trained, layer=layer)
paths = picture.points.reshape(4, -1, 2)
print(f"stress {picture.stress:.3f}; the two axes have {picture.explained.sum():.0%} of the sum of all eigenvalues")

# %% mystnb={"image": {"alt": "Four short paths that start far from each other and stay far from each other"}}
figure, axes = plt.subplots(figsize=(5, 4.2))
for path in paths:
    (line,) = axes.plot(*path.T, ".-", markersize=3)
    axes.plot(*path[-1], "o", color=line.get_color())
axes.set_aspect("equal")
plt.show()

# %% [markdown]
# The paths stay apart from beginning to end (dots). That is mostly a fact about dimension: random starts in 1,024
# dimensions are nearly orthogonal, so that all are equally far from each other, and a plane cannot show four such
# points without a distortion, which the stress measures.
#
# ## Check
#
# With the dissimilarity 1 − cosine the picture must be the best linear projection of the weights scaled to length 1:
# principal components, found here by a singular value decomposition of the recorded weights of layer 1. And points of a
# plane must be drawn without stress.

# %%
recorded = trained.trajectories[1].reshape(-1, 64 * 16).astype(np.float64)
assert recorded.shape[1] == 1024
unit = recorded / np.linalg.norm(recorded, axis=1, keepdims=True)
left, sizes, _ = np.linalg.svd(unit - unit.mean(axis=0), full_matrices=False)
assert np.allclose(picture.eigenvalues, sizes[:2] ** 2, rtol=1e-6)
assert np.allclose(abs(picture.points), abs(left[:, :2] * sizes[:2]), atol=1e-5)

flat = np.random.default_rng(0).normal(size=(12, 2))
assert netsim.embed({"layer1.weight": flat[:, None, :]}, metric="euclidean").stress < 1e-12

# %% [markdown]
# ## What it does not show
#
# That the minima are isolated, or that they are one flat set: a projection onto two of 1,024 dimensions shows
# neither.
