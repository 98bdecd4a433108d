# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # How many valleys has a small ReLU network, and when only one?
#
# The weights with which a ReLU network with two layers fits its data are a finite union of polyhedra, after a change
# of coordinates. So the number of connected pieces of this set is decided by linear algebra over the rational numbers.
# Here are four samples and two to five hidden units.

# %%
import matplotlib.pyplot as plt

import algebraic

inputs, targets = [[1], [2], [5], [7]], [3, -5, 1, 2]
units = [2, 3, 4, 5]
found = [algebraic.relu_zero_set(inputs, targets, each, hidden_bias=True) for each in units]
for each, number in zip(found, units, strict=True):
    print(f"{number} units: {each.components} pieces, {each.components_up_to_permutation} up to the order of the units")

# %% mystnb={"image": {"alt": "Two bars for each number of units: all pieces, and those up to the order of the units"}}
figure, axes = plt.subplots(figsize=(7, 3.2))
left, right = [k - 0.2 for k in units], [k + 0.2 for k in units]
axes.bar_label(axes.bar(left, [each.components for each in found], 0.4, label="all"))
up_to_order = [each.components_up_to_permutation for each in found]
axes.bar_label(axes.bar(right, up_to_order, 0.4, label="up to the order of the units"))
axes.set_xticks(units)
axes.set_xlabel("hidden units")
axes.set_ylabel("connected pieces")
axes.legend()
plt.show()

# %% [markdown]
# Where the set has pieces, no path of zero error leads from one to another: a *valley* is a piece here. Exchanging
# units moves pieces onto each other, so two counts are told. A certificate stands behind each: a combination of rays
# for what is joined, a vector of Farkas for what is not.
#
# A case that can be done by hand: one unit with a leak, one sample $x = 1$, $y = 1$. For $w > 0$ the equation is
# $a w = 1$, for $w < 0$ it is $a w \alpha = 1$, a branch of a hyperbola each. Without a leak the second has no
# solution.

# %%
leak = "1/4"  # a test changes 1/4 to 0
by_hand = algebraic.relu_zero_set([[1]], [1], 1, leak)
print(by_hand)

# %% [markdown]
# ## Check
#
# Two pieces by hand; a theorem (Nguyen 2021): with more units than samples the set is connected; and every certificate
# is checked again without a linear program.

# %%
assert by_hand.components == 2
assert [each.components for each, number in zip(found, units, strict=True) if number > len(inputs)] == [1]
assert all(algebraic.check(each).verified for each in [*found, by_hand])

# %% [markdown]
# ## What it does not show
#
# Zero error only: a basin with positive loss is no piece of this set ([bad local minima](../relu-networks.md) are
# found with `minima=True`). Networks with more layers have no such union of polyhedra. And these are four chosen
# samples: other data have other numbers.
