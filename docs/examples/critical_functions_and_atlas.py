# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # How many critical functions has a network, and how many of its parameters count?
#
# The critical points of a loss in the weights are partly an effect of the parametrisation. On the set of *functions* of
# a network the number of critical points of a distance depends on the network and the metric only. And the dimension of
# that set says how many parameters count. Both are known for whole families.

# %%
import matplotlib.pyplot as plt

from algebraic import Network
from algebraic.atlas import architecture_of, row_of
from algebraic.census import critical_functions

linear = Network.dense([2, 1, 2], "z", hidden_bias=False, output_bias=False)  # matrices of rank one, 2 × 2
counts = {metric: critical_functions(linear, metric=metric).complex_count for metric in ("generic", "frobenius")}
print("critical functions:", counts)

units = 5  # a test changes 5 to 4
rows = [row_of(architecture_of(f"pnn.3.{units}.1.r{degree}")) for degree in range(2, 8)]
for row in rows:
    print(
        f"3,{units},1 with z^{row['degree']}: dimension {row['dimension']}, expected {row['expected']}, {row['reason']}"
    )

# %% mystnb={"image": {"alt": "Dimension and expected dimension by degree: they differ at degree four only"}}
figure, axes = plt.subplots(figsize=(7, 3.2))
degrees = [row["degree"] for row in rows]
axes.plot(degrees, [row["expected"] for row in rows], "s--", color="0.6", label="expected")
axes.plot(degrees, [row["dimension"] for row in rows], "o", label="dimension, proved")
axes.set_xlabel("degree of the activation")
axes.legend()
plt.show()

# %% [markdown]
# At degree 4 a dimension is missing: sums of five fourth powers of linear forms in three variables do not fill the
# space of quartics, though they have parameters enough. Clebsch found it in 1861; Alexander and Hirschowitz proved that
# there are four such exceptions beside the quadrics.
#
# ## Check
#
# Published numbers. A generic metric on the 2 × 2 matrices of rank one has six critical points ($P^1 \times P^1$); in
# the Frobenius norm there are two, one for each singular value (Eckart and Young). And Clebsch's quartics: 14, not 15.

# %%
assert counts == {"generic": 6, "frobenius": 2}
assert [row["dimension"] for row in rows] == [6, 10, 14, 15, 15, 15]
assert {row["degree"]: row["defect"] for row in rows if row["defect"]} == {4: 1}
assert all(row["proved"] for row in rows)

# %% [markdown]
# ## What it does not show
#
# How many of the critical functions training meets; and a critical point in weights at which the rank drops is not
# counted. [The table](../critical-functions.md) and [the atlas](../atlas.md) have many more networks.
