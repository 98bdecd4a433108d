# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # How many solutions are real: the square root of Bézout's number?
#
# *Theory of Deep Learning II* (section 3) estimates the number of real zero-error solutions of a network by the square
# root of a degree bound. The theorem behind it, of Shub and Smale, is about polynomials whose coefficients are all
# independent and normal, with certain variances (Kostlan's): of $D$ complex solutions $\sqrt D$ are real on average.
# The coefficients of a network's equations are not independent. Does it matter?

# %%
import flint
import matplotlib.pyplot as plt
import numpy as np

import algebraic
from algebraic.census import real_counts
from algebraic.systems import kostlan
from verify.instruments import num_real_roots

degree = 9  # a test changes 9 to 4
stream = np.random.default_rng(0)
kostlan_counts = []
for _ in range(400):
    (polynomial,) = kostlan([degree], stream).polynomials
    coefficients = {powers[0]: value for powers, value in polynomial.terms()}
    kostlan_counts.append(num_real_roots(flint.fmpq_poly([coefficients.get(k, 0) for k in range(degree + 1)])))
print(f"Kostlan's polynomials of degree {degree}: {np.mean(kostlan_counts):.2f} real roots on average")

network = algebraic.Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
bezout = algebraic.ladder(network, num_samples=4).bezout
found = algebraic.solve(network, [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4])
reals = real_counts(network, 30, known_bound=found.bkk)
print(f"a network: Bézout {bezout}, its root {bezout**0.5:g}; {found.complex_count} complex solutions, ", end="")
print(f"real ones on average {reals.mean:.1f}")

# %% mystnb={"image": {"alt": "Two histograms: Kostlan's mean is at the square root, the network's far below it"}}
figure, panels = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
panels[0].bar(*np.unique(kostlan_counts, return_counts=True))
panels[0].axvline(degree**0.5, color="C3", linestyle="--", label="root of the degree")
panels[0].set_title(f"Kostlan's polynomials, degree {degree}")
panels[1].bar([int(number) for number in reals.histogram], reals.histogram.values(), color="C1")
panels[1].axvline(bezout**0.5, color="C3", linestyle="--", label="root of Bézout's number")
panels[1].axvline(found.complex_count, color="C2", label="all complex solutions")
panels[1].set_title("a network with four weights")
for axes in panels:
    axes.set_xlabel("real solutions")
    axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# For Kostlan's polynomials the mean is where the theorem says. For the network the root of Bézout's number is larger
# than the number of *all* solutions, complex ones included: the theorem does not speak of such systems.
#
# ## Check
#
# The closed form $\sqrt 9 = 3$ within four standard errors. And a network that can be solved by hand: $v (w^2 x^2 + w
# x) = y$ for two samples. For $w \ne 0$ the quotient of the two equations is *linear* in $w$, so one solution, which is
# real; the root of Bézout's number is 3.

# %%
error = np.std(kostlan_counts) / len(kostlan_counts) ** 0.5
assert abs(np.mean(kostlan_counts) - 3) < 4 * error

assert found.complex_count < bezout**0.5
assert found.complex_count_status == "exact"
assert all(int(number) % 2 == found.complex_count % 2 for number in reals.histogram)  # the others are conjugate pairs

small = algebraic.Network.dense([1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
assert algebraic.ladder(small, num_samples=2).bezout == 3**2
by_hand = algebraic.solve(small, [[1], [2]], [3, 5])
assert (by_hand.complex_count, by_hand.real_count) == (1, 1)
w = (3 * 2 - 5 * 1) / (5 * 1 - 3 * 4)  # (w + 1) / (4 w + 2) = 3 / 5
assert np.allclose(by_hand.real_points, [[w, 3 / (w**2 + w)]])

# %% [markdown]
# ## What it does not show
#
# A mean of the network's real solutions for one distribution of the data; another distribution has another mean. No
# formula for it is known to us. [All small networks](../small-networks.md) have their numbers.
