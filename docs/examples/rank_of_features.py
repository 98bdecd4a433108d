# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # Have the features full rank, where float64 says that they have not?
#
# A lemma of Nguyen, Mukkamala and Hein (NMH-02 in [the claims](../claims.md)) says: for almost all weights the matrix Ψ
# of the features, one row for each sample and one column for each unit that is connected to the output, has full rank
# if there are as many units as samples. Then the output weights can fit anything. On one-dimensional inputs a numerical
# rank says otherwise. Which of the two is right?

# %%
import matplotlib.pyplot as plt
import numpy as np
from mpmath import mp, mpf

from verify.instruments import certified_rank, features_in_floats, random_parameters, skip_layer

num_samples = 20
spacing = 8  # a test changes 8 to 0
inputs = [[spacing * k] for k in range(-10, 10)]  # in 64ths: from −1.25 to 1.125
network = {
    "num_inputs": 1,
    "layers": [skip_layer("sigmoid", [[0]] * num_samples)],
    "skips": list(range(1, num_samples + 1)),
}
hidden = random_parameters(network, seed=0)  # whole numbers up to 128, in 64ths

features = features_in_floats(network, inputs, hidden)
values = np.linalg.svd(features, compute_uv=False)
print("rank in float64:", np.linalg.matrix_rank(features), "of", num_samples)

proved, how = certified_rank(network, inputs, hidden)
print("det Ψ is not 0:", "proved" if proved else "not proved", how)

# %% mystnb={"image": {"alt": "Singular values that fall to the level of rounding at the seventeenth, and stay there"}}
figure, axes = plt.subplots(figsize=(7, 3.2))
axes.semilogy(range(1, num_samples + 1), values, "o")
axes.axhline(values[0] * np.finfo(float).eps, color="0.5", linestyle="--", label="rounding, relative to the largest")
axes.set_xlabel("singular value")
axes.legend()
plt.show()

# %% [markdown]
# The determinant is far below what float64 can tell from 0, and it is not 0. Intervals (balls) of more and more digits
# enclose it until the ball no longer contains 0: that is a proof, for these weights. Doubling the digits does not help
# where the determinant *is* 0: then the answer stays "not proved".
#
# ## Check
#
# By another program: mpmath has the features and their determinant with 60 digits. Its size is the enclosure's. And two
# samples that are equal must never be proved to have full rank.

# %%
mp.dps = 60
weights, biases = hidden["weights"][0], hidden["biases"][0]
again = mp.matrix(num_samples)
for i, (x,) in enumerate(inputs):
    for k in range(num_samples):
        again[i, k] = 1 / (1 + mp.exp(-(mpf(weights[k][0]) / 64 * mpf(x) / 64 + mpf(biases[k]) / 64)))
assert proved
assert np.linalg.matrix_rank(features) < num_samples
assert abs(float(mp.log(abs(mp.det(again)), 2)) - how["log2_abs_det"]) < 0.1

twice, _ = certified_rank(network, [*inputs[:-1], inputs[0]], hidden)
assert not twice

# %% [markdown]
# ## What it does not show
#
# Full rank at *these* weights, and so, since the determinant is analytic, at almost all; not at every one. The output
# weights that fit the data exactly may be as large as the inverse of the smallest singular value: that they exist does
# not say that training comes near them.
