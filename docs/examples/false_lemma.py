# ---
# jupytext:
#   text_representation:
#     format_name: percent
# kernelspec:
#   name: python3
# ---

# %% [markdown]
# # How does one catch a false lemma?
#
# Proposition 2.3 of Cooper's paper on the loss landscape counts the eigenvalues of the Hessian at a global minimum. It
# is claim C18-03 here: its hypotheses, what it says, an instance drawn at random, and a decision by exact arithmetic.

# %%
import sympy

import verify
from verify.catalogue import find_claim

claim = find_claim("C18-03")
print(claim.statement)
evidence = verify.run_claim("C18-03", seed=0)
print()
print(f"{evidence.verdict} ({evidence.grade}): {evidence.failures} of {evidence.instances} instances fail")
print("smallest:", evidence.counterexample.finding.reason)

# %% [markdown]
# What fails? The smallest counterexample in formulas is one unit, $f = (w x + b)^3$ at $x = 1$ with the label 0. The
# set $f = 0$ is the line $w + b = 0$, as smooth as can be: the hypotheses hold. But $f$ vanishes on it to third order.

# %%
power = 3  # a test changes 3 to 1
w, b = sympy.symbols("w b")
loss = ((w + b) ** power) ** 2
on_the_line = sympy.hessian(loss, (w, b)).subs(b, -w).applyfunc(sympy.simplify)
print(claim.witness.words)
print("Hessian of the loss on the line:", on_the_line.tolist())

# %% [markdown]
# The corrected statement is a claim, too. It is decided on the same instances, and on those where it would break first:
# equal samples, three on a line, a dead unit, more samples than weights, large numbers.

# %%
print(claim.corrected.statement)
print()
correction = evidence.corrected
print(f"{correction.verdict}: {correction.failures} of {correction.instances} instances fail, {correction.own} of them")
print(f"drawn at its boundary, and {correction.search.failures} of {correction.search.cases} small cases")

# %% [markdown]
# ## Check
#
# By two routes: sympy's Hessian on the whole line, above, is 0, where the printed statement asks for one positive
# eigenvalue; and the claim's own exact inertia at one point says the same. All hypotheses are met. The corrected
# statement holds there. A falsehood that is planted beside it ("it is enough that no gradient is 0") must be refuted:
# three samples on a line do.

# %%
witness = claim.witness.instance
assert evidence.verdict == "refuted as printed"
assert [each.violated(witness) for each in claim.hypotheses] == [None, None]
assert claim.decide(witness).holds is False
assert claim.decide(witness).measured["positive_zero_negative"] == [0, 2, 0]
assert on_the_line == sympy.zeros(2, 2)
assert claim.corrected.decide(witness).holds
assert (correction.verdict, correction.failures) == ("holds", 0)

on_a_line = {
    **witness,
    "widths": [2, 1],
    "activation": "z**3+z",
    "inputs": [[0, 1], [1, 1], [2, 1]],
    "weights": [1, 1, 0],
}
(planted,) = claim.corrected.planted
assert planted.decide(on_a_line).holds is False
assert claim.corrected.decide(on_a_line).holds

# %% [markdown]
# ## What it does not show
#
# "Holds" for the corrected statement means that no instance failed. Here there is a proof, too, of one line: the
# Hessian of $\sum f_i^2$ is $2 \sum (\nabla f_i \nabla f_i^\top + f_i \nabla^2 f_i)$, and $f_i = 0$. And the entry is
# about one sentence, read literally: with generic labels 0 is a regular value, and then the proposition is true. [The
# errata](../errata.md) have such an entry for each statement that fails.
