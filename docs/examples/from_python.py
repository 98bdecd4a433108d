# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # How do I count, plot, save, load, check and plug in, from Python?
#
# A script that was written with nothing but [the page for Python](../python.md) at hand. It is also a test of that page
# and of the types: `make lint` reads it with the strictest settings of mypy.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import algebraic
import netsim
import verify

# %% [markdown]
# How many choices of four weights fit four samples? First the bounds, then all solutions.

# %%
network = algebraic.Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
inputs, targets = [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4]
rungs: algebraic.Ladder = algebraic.ladder(network, inputs, targets)
found: algebraic.SolutionSet = algebraic.solve(network, inputs, targets, timeout=60, seed=1)
print(rungs.sentence())
print(found.sentence())
assert found.complex_count == rungs.complex_count == len(found) == 21

# %% [markdown]
# Drawn, saved and loaded.

# %% mystnb={"image": {"alt": "Weights in the complex plane: the real ones on the axis, the others in pairs"}}
figure, axes = plt.subplots(figsize=(7, 4))
found.plot(ax=axes)

# %%
folder = Path(tempfile.mkdtemp())
found.save(folder / "found.json")
again = algebraic.load(folder / "found.json")

# %% [markdown]
# With fewer samples there are infinitely many; how large is the set? And what do the other two packages offer?

# %%
few = 2  # a test changes 2 to 3
size: algebraic.FibreDimension = algebraic.dimension_of(network, inputs[:few], targets[:few])
print(size.statement)
evidence = verify.run_claim("T3-14", instances=3)
print(evidence.verdict)
print(", ".join(experiment.id for experiment in netsim.list_experiments()))

# %% [markdown]
# ## Check
#
# What was found is proved again from the file alone; a file that states something else is found out. Plugged back in:
# real solutions are weights with which the network fits the samples, complex ones solve the same equations. The
# dimension is the number of weights less a rank.

# %%
assert again == found
answer = algebraic.check(folder / "found.json")
assert answer.verified, answer.problems
assert algebraic.check({**found.as_dict(), "real_count": 0}).problems

for point in found.real_points:
    assert np.allclose(network(point, inputs)[:, 0], targets)
solution: algebraic.FoundSolution
for solution in found:
    assert solution.certified
    assert np.allclose(network(solution.point, inputs)[:, 0], targets)
    real, imaginary, radius = solution.box[0]
    assert abs(complex(float(real), float(imaginary)) - solution.point[0]) <= float(radius) + 1e-12

assert size.dimension == network.num_params - algebraic.data_rank(network, inputs[:few]).rank == 2
assert evidence.verdict == verify.read_ledger()[evidence.id]["verdict"]
