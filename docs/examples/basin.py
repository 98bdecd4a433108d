# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # Is there a wall between two minima that compute the same function?
#
# Exchanging hidden units changes the weights and not the function. So a trained network has many copies of itself. On
# the straight line from one to another the loss can rise: a basin has walls. Around the minimum it is drawn, too.

# %%
import matplotlib.pyplot as plt
import numpy as np

import netsim
from netsim.models import mlp
from netsim.training import DataSpec, TrainTask

data = DataSpec("digits", num_train=100, num_test=100)
task = TrainTask(mlp(64, (16,), 10), data, (0,), epochs=200, learning_rate=0.5, batch_size=0, dtype="float64")
trained = netsim.train(task)
here = trained.weights

shift = 1  # a test changes 1 to 0
order = np.roll(np.arange(16), shift)
there = {
    "layer1.weight": here["layer1.weight"][:, order],
    "layer1.bias": here["layer1.bias"][:, order],
    "layer2.weight": here["layer2.weight"][:, :, order],
    "layer2.bias": here["layer2.bias"],
}
ratios = np.linspace(0, 1, 21)
line = netsim.evaluate(task, netsim.interpolate(here, there, ratios))["train_loss"]
print(f"loss at both ends {line[0]:.4f} and {line[-1]:.4f}, in the middle {line[10]:.4f}")

steps = np.linspace(-1, 1, 13)
around = netsim.surface(task, here, steps, steps)

# %% mystnb={"image": {"alt": "Left: on the line the loss rises to a wall in the middle. Right: contours of a basin"}}
figure, panels = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
panels[0].plot(ratios, line, "o-", markersize=3)
panels[0].set_xlabel("from the network to itself with exchanged units")
panels[0].set_ylabel("training loss")
drawn = panels[1].contourf(steps, steps, np.log10(around.T + 1e-4), 12)
figure.colorbar(drawn, label="log10 of the loss")
panels[1].set_aspect("equal")
plt.show()

# %% [markdown]
# ## Check
#
# By symmetry: the two ends are one function, and the line looks the same from both. By a theorem: without a hidden
# layer the cross-entropy is convex, and then no line has a wall. In the middle of the picture stands the loss of the
# network.

# %%
assert np.isclose(line[0], line[-1], rtol=1e-12)
assert line[10] > 10 * line[0]
assert np.isclose(around[6, 6], trained.final("train_loss")[0], rtol=1e-12)

convex = TrainTask(mlp(64, (), 10), data, (0, 1), epochs=20, learning_rate=0.1, batch_size=0, dtype="float64")
ends = [{name: array[[k]] for name, array in netsim.train(convex).weights.items()} for k in (0, 1)]
flat = netsim.evaluate(convex, netsim.interpolate(*ends, ratios))["train_loss"]
assert np.all(flat <= (1 - ratios) * flat[0] + ratios * flat[-1] + 1e-12)

# %% [markdown]
# ## What it does not show
#
# That no *curved* path of low loss joins the two: a wall on a straight line does not separate basins. For ReLU networks
# with two layers it [can be decided](relu_components.py) whether a path of zero error exists.
