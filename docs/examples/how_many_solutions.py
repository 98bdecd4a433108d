# %% [markdown]
# # From a network to its equations: how many solutions?
#
# Training error zero means: the network gives the right answer on every sample. If the activation is a polynomial,
# each sample is then one polynomial equation in the weights, and "how many ways are there to fit the data?" becomes
# "how many solutions does a system of polynomial equations have?"
#
# This page takes one small network and climbs from the crudest bound to the exact number. Nothing about algebraic
# geometry is assumed. The page is executed each time the site is built, and it ends by checking its own answers.

# %%
# %matplotlib inline
from fractions import Fraction
from math import factorial, prod

import numpy as np
import sympy
from IPython.display import display
from scipy.spatial import ConvexHull

from algebraic import Network, check_rank_certificate, ladder, zero_error_expressions, zero_error_system
from algebraic.bounds import bkk_bound, newton_polytopes
from algebraic.data import load_data
from algebraic.engines import dimension, find_engine, macaulay_leading_ideal, num_standard_monomials
from algebraic.ideals import solutions_modulo
from algebraic.networks import degree_bound, equation_degrees
from algebraic.ranks import rank_at
from algebraic.shell import UNLIMITED

# %% [markdown]
# ## 1. A network
#
# Two inputs, one unit in each of two hidden layers, one output. The activation is $P(z) = z^2 + z$; there are no
# biases, and the output layer is linear. Written out, with $u = w_{11} x_1 + w_{12} x_2$,
#
# $$f(x; w) = w_3 \, P\bigl(w_2 \, P(u)\bigr).$$
#
# The package names a weight after its layer, the unit it leads to and the unit it comes from: `w1_1_2` is the weight
# in layer 1 to unit 1 from input 2.

# %%
network = Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
print(network.parameter_names)

# %% [markdown]
# There are $K = 4$ weights. One sample gives one equation, so with $N = 4$ samples there are as many equations as
# unknowns. That is the interesting case. With fewer samples the solutions, where there are any, form curves or
# surfaces: infinitely many. With more samples there is usually no solution at all.
#
# Here is a data set small enough to read: four inputs, and one target for each.

# %%
inputs = [[1, 2], [3, -1], [2, 5], [4, 7]]
targets = [[3], [5], [-7], [2]]

# %% [markdown]
# ## 2. Its equations
#
# `zero_error_expressions` gives $f(x_i; w) - y_i$ as the network computes it, nested. This is the equation of the
# first sample.

# %%
nested = zero_error_expressions(network, inputs, targets)
nested[0]

# %% [markdown]
# `zero_error_system` multiplies the brackets out. A term is a coefficient times a product of weights. The data are in
# the coefficients, and the weights are the unknowns: the roles of a textbook formula are swapped.

# %%
system = zero_error_system(network, inputs, targets)
expanded = system.expressions()
print(len(system.supports()[0]), "terms; the equation of the first sample:")
expanded[0]

# %% [markdown]
# ## 3. Degrees, and where $\ell^d$ goes wrong
#
# The *degree* of an equation is the largest number of unknowns multiplied together in one term. The package finds it
# from the shape of the network alone, without multiplying out.

# %%
print("from the shape:     ", equation_degrees(network, inputs))
print("from the expansion: ", system.total_degrees())

# %% [markdown]
# {cite:t}`liao2017` write $\ell^d$ for this degree, where $\ell$ is the degree of the activation and $d$ the number
# of layers. That is the degree of $f$ in the *inputs*: each activation multiplies it by $\ell$. In the *weights* each
# layer does one thing more before its activation. It multiplies what it receives by a new weight, which adds one. So,
# with $D_0 = 0$,
#
# $$D_{k+1} = \ell \, (D_k + 1),$$
#
# and one more for a linear output layer. The two are easy to tell apart on the network above, written once more by
# hand.

# %%
x1, x2, w11, w12, w2, w3 = sympy.symbols("x1 x2 w11 w12 w2 w3")


def activation(z):
    return z**2 + z  # a test changes 2 to 3


by_hand = w3 * activation(w2 * activation(w11 * x1 + w12 * x2))
degree_in_inputs = sympy.Poly(by_hand, x1, x2).total_degree()
degree_in_weights = sympy.Poly(by_hand, w11, w12, w2, w3).total_degree()
print(f"degree in the inputs {degree_in_inputs}, in the weights {degree_in_weights}")

# %% [markdown]
# The paper gives an example of its own, equation (5): two units that share their weights, one unit above them, and an
# activation after both layers. With $\ell = 2$ and $d = 2$ the printed degree is $\ell^d = 4$.

# %%
W1, W2, W3, v1, v2, v3 = weights = sympy.symbols("W1 W2 W3 w1 w2 w3")
sample = [2, -3, 5, 7]
equation_5 = activation(
    W1 * activation(v1 * sample[0] + v2 * sample[1] + v3) + W2 * activation(v1 * sample[2] + v2 * sample[3] + v3) + W3
)
degree_equation_5 = sympy.Poly(equation_5, *weights).total_degree()
print("degree of equation (5) in the weights:", degree_equation_5)

# %% [markdown]
# For deeper networks of this kind (an activation after every layer, $\ell = 2$):

# %%
print("layers   l^d   degree in the weights")
for layers in range(1, 6):
    deep = Network.dense([2] + [1] * layers, "z**2", output_activation=True, hidden_bias=False, output_bias=False)
    print(f"{layers:6} {2**layers:5} {degree_bound(deep):12}")

# %% [markdown]
# ## 4. Bézout: the product of the degrees
#
# A line and a conic meet in at most $1 \cdot 2 = 2$ points, two conics in at most $2 \cdot 2 = 4$. Bézout's theorem
# says this for any number of equations: $K$ equations in $K$ unknowns have at most as many *isolated* solutions as
# the product of their degrees. Complex solutions are counted too, and a solution in which several fall together
# counts several times.

# %%
print("Bézout:", prod(equation_degrees(network, inputs)))

# %% [markdown]
# The bound is reached by equations with all possible terms. Ours have few terms, so we can expect far fewer
# solutions. The next two bounds use more and more of that.
#
# ## 5. Multihomogeneous Bézout: degrees layer by layer
#
# Look at one layer at a time and take the weights of the others for constants. The degree in the two weights of layer
# 1 is 4, in the weight of layer 2 it is 2, in the weight of layer 3 it is 1.

# %%
layer_degrees = [equation_degrees(network, inputs, variables=network.layer_labels(k))[0] for k in range(3)]
layer_sizes = [len(network.layer_labels(k)) for k in range(3)]
print("degrees", layer_degrees, "in groups of", layer_sizes, "weights")

# %% [markdown]
# The multihomogeneous bound is a coefficient: give each layer a letter, write for every equation the sum of its
# degrees times the letters, multiply the $K$ sums, and read off the coefficient of the product in which each letter
# occurs as often as its layer has weights. Here that is the coefficient of $a^2 b c$ in $(4a + 2b + c)^4$.

# %%
a, b, c = sympy.symbols("a b c")
linear_form = layer_degrees[0] * a + layer_degrees[1] * b + layer_degrees[2] * c
multihomogeneous_by_hand = sympy.Poly(linear_form**4, a, b, c).coeff_monomial(a**2 * b * c)
print("multihomogeneous Bézout:", multihomogeneous_by_hand)

# %% [markdown]
# ## 6. BKK: the terms themselves
#
# The term $w_{11}^3 w_2^2 w_3$ has the exponent vector $(3, 0, 2, 1)$, a point in four-dimensional space. The convex
# hull of the exponent vectors of an equation is its *Newton polytope*. The theorem of Bernstein, Kushnirenko and
# Khovanskii (BKK) bounds the number of solutions by the *mixed volume* of the Newton polytopes. Our four equations
# have the same terms, hence one polytope, and then the mixed volume is simply $K!$ times its volume.
#
# The theorem is about solutions without a zero coordinate. Adding the origin to the polytope makes it a bound for all
# isolated solutions {cite:p}`li1996`. Ours contain the origin already, because the targets are not zero: the constant
# term is the exponent vector $(0, 0, 0, 0)$.

# %%
polytopes = newton_polytopes(network, inputs, targets)
assert len(set(polytopes)) == 1
corners = np.array(sorted(polytopes[0]))
print("exponent vectors that span the polytope (w11, w12, w2, w3):")
print(corners)
print("BKK:", bkk_bound(polytopes, affine=True))

# %% [markdown]
# ## 7. The count, and the whole ladder
#
# `ladder` computes every rung, and then the number itself. In a notebook the result shows itself as a table.

# %%
found = ladder(network, inputs, targets)
display(found)

# %% mystnb={"image": {"alt": "Bars that shrink from Bézout's bound to BKK's, as long as that of the solutions"}}
found.plot()

# %% [markdown]
# Each rung is an attribute of the result, and a key of the JSON document that `python -m algebraic.bezout --json`
# prints. Bézout's bound was more than a hundred times too high; BKK is reached exactly. The two grey bars are the
# formulas of the paper, and `paper_notes` says what is wrong in them.

# %%
for note in found.paper_notes:
    print("-", note)

# %% [markdown]
# ## 8. What "exact modulo two primes" proves
#
# The count comes from computing with the equations modulo a large prime, where numbers cannot grow. The result
# carries its evidence.

# %%
print(found.complex_count_status)
display(found.complex_count_evidence)

# %% [markdown]
# How far can one trust a count modulo a prime? Take one equation in one unknown, and the small prime 101.
#
# * $101 w^2 - 3 w + 2 = 0$ has two solutions over the complex numbers. Modulo 101 the first term vanishes, and one
#   solution is left. The other one has gone to infinity.
# * $101 w - 1 = 0$ has one solution, and modulo 101 it reads $-1 = 0$: none.
# * $101 w = 0$ has one solution, and modulo 101 it reads $0 = 0$: infinitely many.

# %%
toys = {
    "101 w^2 - 3 w + 2": {(2,): 101, (1,): -3, (0,): 2},
    "101 w - 1": {(1,): 101, (0,): -1},
    "101 w": {(1,): 101},
}
for name, equation in toys.items():
    for prime in (101, 103):
        print(f"{name:18} modulo {prime}: {solutions_modulo([equation], 1, prime)}")

# %% [markdown]
# So solutions can be lost modulo a prime, and the answers "none" and "infinitely many" prove nothing by themselves.
# But solutions are not invented. If a square system has finitely many solutions modulo *one* prime, then it has at
# least as many over the complex numbers ({doc}`/theory` has the proof). Here, then, 21 is a proven lower bound, and
# BKK is a proven upper bound: together they settle the number of isolated solutions. Where the bound is higher than
# the count, `exact_mod_p` promises less: it is the true number for all but finitely many primes, and two large random
# primes agreed.
#
# All complex solutions are counted, real or not, and with multiplicity.
#
# ## 9. Random data, real data, special data
#
# Do the data matter? For almost all data the count is the same; that number is called *generic*. Random integers up
# to a million behave generically, and so do many real data. The default data of the package are real images: two
# pixels of scikit-learn's handwritten digits, with the digit as the target.

# %%
digits = load_data("digits", network, 4, rank_of=rank_at)
real_images = ladder(network, digits.inputs, digits.targets)
print(digits.source)
print("inputs ", [[int(x) for x in row] for row in digits.inputs])
print("targets", [int(y) for (y,) in digits.targets])
print(real_images.complex_count, "solutions,", real_images.complex_count_status)

# %% [markdown]
# Now change one number of our data set: the last input becomes $(4, 9)$ in place of $(4, 7)$.

# %%
special_inputs = [[1, 2], [3, -1], [2, 5], [4, 9]]
special = ladder(network, special_inputs, targets)
print(special.bkk, "is still the bound, and", special.complex_count, "solutions are left")

# %% [markdown]
# What is special here? $x_4 - x_3 = (2, 4)$ is parallel to $x_1 = (1, 2)$. Three solutions have gone to infinity, and
# we can say where. Write $c$ for the output weight and $u_i = w_{11} x_{i1} + w_{12} x_{i2}$. Divide each equation by
# $c$:
#
# $$P\bigl(w_2 P(u_i)\bigr) = \varepsilon \, y_i, \qquad \varepsilon = 1/c, \quad i = 1, \dots, 4.$$
#
# A solution can go to infinity with $c \to \infty$ only where the four equations $P(w_2 P(u_i)) = 0$ can be solved in
# the *three* unknowns $w_{11}, w_{12}, w_2$, none of them zero. For generic data they cannot. Here they can: choose
# $(w_{11}, w_{12})$ perpendicular to $x_1$. Then $u_1 = 0$, and $u_3 = u_4$ since $x_4 - x_3$ is parallel to $x_1$.
# That settles one equation and makes two others the same. Two equations in two unknowns remain, and sympy solves
# them.

# %%
t, slope = sympy.symbols("t slope")
direction = (2, -1)  # perpendicular to x_1
u = [t * (direction[0] * p + direction[1] * q) for p, q in special_inputs]
print("u =", u)
conditions = [sympy.cancel(activation(slope * activation(value)) / (slope * value)) for value in (u[1], u[2])]
escaped = [s for s in sympy.solve(conditions, [t, slope], dict=True) if s[t] != 0 and s[slope] != 0]
for solution in escaped:
    print(f"w11 = {2 * solution[t]}, w12 = {-solution[t]}, w2 = {solution[slope]}, w3 = infinity")

# %% [markdown]
# Coincidences of this kind are common among small integers, and real data can have them too. The loader of the digits
# passes over images with the simplest ones. A network with three inputs shows what is left: for random data it
# reaches its BKK bound, and for small integers, real digits among them, it often has fewer solutions. (This one needs
# the engine msolve. Without it the status is `undecided`, and `reasons` says why.)

# %%
wider = Network.dense([3, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
tables = {}
for name, seed in (("random", 0), ("digits", 0), ("digits", 1)):
    data = load_data(name, wider, 5, seed=seed, rank_of=rank_at)
    tables[f"{name}, seed {seed}"] = (data.inputs, data.targets)
for seed in (1, 2):
    numbers = np.random.default_rng(seed).integers(1, 10, (5, 4))
    tables[f"integers 1 to 9, seed {seed}"] = (numbers[:, :3], numbers[:, 3:])
three_inputs = {name: ladder(wider, *table) for name, table in tables.items()}
for name, result in three_inputs.items():
    print(f"{name:24} BKK {result.bkk}, count {result.complex_count} ({result.complex_count_status})")

# %% [markdown]
# ## 10. When the set is empty or infinite
#
# With $P(z) = z^2$ things change. Multiply the weights into a hidden unit by $\lambda$ and divide the weight out of
# it by $\lambda^2$: the network computes the same function. So solutions are never isolated, and a finite number of
# them, other than none, is impossible. The *rank* of the Jacobian shows it: it is smaller than the number of
# unknowns.

# %%
square = Network.dense([2, 2, 1], "z**2", hidden_bias=False, output_bias=False)
six = load_data("random", square, 6)
empty = ladder(square, six.inputs, six.targets)
print(f"{empty.num_params} unknowns, {empty.num_equations} equations, rank {empty.data_rank}")
print("why no larger:", empty.data_rank_evidence["upper_bound"]["statement"])

# %% [markdown]
# Both answers, "empty" and "infinite", come with evidence that can be checked without the solver. Six random samples
# cannot be fitted. The evidence is a list of numbers: multiply the equations by them, add up, and $1 = 0$ remains.

# %%
print(empty.complex_count_status)
display(empty.complex_count_evidence)

# %% [markdown]
# Two samples can be fitted, and in infinitely many ways. The evidence is one exact rational solution, together with
# the rank: through every solution the set has dimension at least $K$ minus the largest rank.

# %%
two = load_data("random", square, 2)
infinite = ladder(square, two.inputs, two.targets)
print(infinite.complex_count_status)
display(infinite.complex_count_evidence)

# %% [markdown]
# ## Check
#
# Nothing above should be believed because a program printed it. Here are the checks. Each compares a number with a
# fact that was obtained in another way, and the build of this site fails if one of them does.
#
# **The equations.** Choose weights, compute the targets that they give, and write the equations for these targets.
# The weights must then solve them exactly, nested and expanded alike. The right-hand side below is plain Python
# arithmetic.

# %%
chosen = [Fraction(1, 2), Fraction(-2, 3), Fraction(3), Fraction(5, 7)]
reached = [[chosen[3] * activation(chosen[2] * activation(chosen[0] * p + chosen[1] * q))] for p, q in inputs]
point = dict(zip(network.parameter_names, (sympy.Rational(w.numerator, w.denominator) for w in chosen), strict=True))
for residual in zero_error_expressions(network, inputs, reached):
    assert residual.subs(point) == 0
for terms in zero_error_system(network, inputs, reached).integer_terms:
    assert sum(k * prod(w**e for w, e in zip(chosen, exponents, strict=True)) for exponents, k in terms) == 0
assert all(residual.subs(point) != 0 for residual in nested)  # the same weights do not solve the first data set

# %% [markdown]
# **The degrees**, from sympy's expansion of the nested equations:

# %%
symbols = sympy.symbols(network.parameter_names)
assert [sympy.Poly(equation, *symbols).total_degree() for equation in nested] == found.equation_degrees
assert [sympy.Poly(equation, *symbols).degree(symbols[2]) for equation in nested] == [layer_degrees[1]] * 4
assert degree_in_weights == found.equation_degrees[0] != degree_in_inputs
assert degree_equation_5 == 2 * (2 + 1) != 2**2

# %% [markdown]
# **The bounds.** The volume of the polytope from scipy's floating-point convex hull of *all* exponent vectors of the
# expanded equation, and the coefficient from sympy:

# %%
hull = ConvexHull(np.array(sorted(system.supports()[0])))
assert abs(hull.volume * factorial(4) - found.bkk) < 1e-6
assert multihomogeneous_by_hand == found.multihomogeneous_bezout
assert found.bezout == prod(sympy.Poly(equation, *symbols).total_degree() for equation in nested)

# %% [markdown]
# **The rank**, by a function that knows nothing of the code that found it: it evaluates the minor named in the
# certificate by dual numbers and plain integers. A certificate with a repeated column must be refused.

# %%
certificate = found.data_rank_evidence["certificate"]
assert check_rank_certificate(network, certificate)
assert not check_rank_certificate(network, {**certificate, "columns": [0, 1, 2, 2]})

# %% [markdown]
# **The count, second route.** The embedded engine computes with matrices of polynomial multiples. It shares no code
# with msolve. The prime is a new one, $2^{31} - 1$.

# %%
prime = 2**31 - 1
modular = [{e: k % prime for e, k in terms} for terms in system.integer_terms]
leaders = macaulay_leading_ideal(modular, 4, prime, budget=UNLIMITED)
assert dimension(leaders, 4) == 0
assert num_standard_monomials(leaders, 4) == found.complex_count

# %% [markdown]
# **The count, third route: elimination by hand, over the rational numbers.** Put $v_i = P(u_i)$, a polynomial in
# $w_{11}$ and $w_{12}$ alone. The equation of sample $i$ is
#
# $$(w_2 w_3) \, v_i + (w_2^2 w_3) \, v_i^2 = y_i,$$
#
# which is linear in the two products. Four linear equations in two unknowns can be solved only if the rows $(v_i,
# v_i^2, y_i)$ have rank 2, so all their $3 \times 3$ determinants vanish. Two of these determinants are two
# polynomials in $w_{11}$ and $w_{12}$; their resultant eliminates $w_{12}$. One polynomial in $w_{11}$ is left, and
# sympy factors it.

# %%
p, q = sympy.symbols("p q")  # w11 and w12


def eliminate(inputs, targets):
    """Factors of the polynomial that w11 satisfies, by degree, with multiplicities."""
    v = [activation(p * x[0] + q * x[1]) for x in inputs]
    rows = [(v_i, v_i**2, y[0]) for v_i, y in zip(v, targets, strict=True)]
    minors = [sympy.Poly(sympy.Matrix([rows[0], rows[1], rows[k]]).det(), q, p) for k in (2, 3)]
    factors = sympy.factor_list(sympy.resultant(*minors, q).as_expr(), p)[1]
    return [(sympy.Poly(factor, p), times) for factor, times in factors]


factors = eliminate(inputs, targets)
for factor, times in factors:
    print(f"degree {factor.degree():2}, {times} times" + (f": {factor.as_expr()}" if factor.degree() == 1 else ""))

# %% [markdown]
# There is one irreducible factor of degree 21, once. The factors of degree 1 belong to points where the first two
# rows are dependent, that is $v_1 = v_2 = 0$, or $u_1, u_2 \in \{0, -1\}$. Those are no solutions of the system,
# since $v_1 = 0$ turns the first equation into $0 = y_1$. So 21 values of $w_{11}$ remain, all different. Each
# belongs to one value of $w_{12}$, since the factor occurs once. The $2 \times 2$ determinants of the first two rows
# are not zero there, as one more resultant shows, so Cramer's rule gives $w_2 w_3$ and $w_2^2 w_3$, both different
# from zero, and these give $w_2$ and $w_3$. That makes 21 solutions over the complex numbers, and BKK says that there
# are no more. No prime is involved here, and no code of the package.

# %%
(large, times), *others = sorted(factors, key=lambda entry: -entry[0].degree())
assert (large.degree(), times) == (found.complex_count, 1)
first_two_dependent = {
    sympy.Matrix(inputs[:2]).solve(sympy.Matrix([u_1, u_2]))[0] for u_1 in (0, -1) for u_2 in (0, -1)
}
assert {root for factor, _ in others for root in sympy.roots(factor)} == first_two_dependent

v = [activation(p * x[0] + q * x[1]) for x in inputs]
rows = sympy.Matrix([(v_i, v_i**2, y[0]) for v_i, y in zip(v, targets, strict=True)])
for columns in ([0, 1], [0, 2], [1, 2]):
    minor = rows.extract([0, 1], columns).det()
    where_both_vanish = sympy.resultant(rows.extract([0, 1, 2], [0, 1, 2]).det(), minor, q)
    assert not sympy.Poly(where_both_vanish, p).rem(large).is_zero

# %% [markdown]
# A solution is real if and only if its $w_{11}$ is, and the number of real roots of a polynomial can be counted
# exactly (Sturm). The others come in conjugate pairs. As printed, the paper's estimate for the number of *real*
# solutions is larger than the number of all complex ones.

# %%
num_real = large.count_roots()
print(num_real, "of the", found.complex_count, "solutions are real; printed estimate:", found.paper_real_estimate)
assert (found.complex_count - num_real) % 2 == 0
assert found.paper_real_estimate > found.complex_count >= num_real

# %% [markdown]
# **The special data set.** The three solutions at infinity solve $P(w_2 P(u_i)) = 0$ for all four samples, and they
# make up for the missing ones. The elimination sees them as well: the large factor has lost three degrees, and the
# values of $w_{11}$ at infinity are roots of factors of degree 1.

# %%
assert found.bkk - special.complex_count == len(escaped)
for solution in escaped:
    u_values = [value.subs(t, solution[t]) for value in map(sympy.sympify, u)]
    assert all(activation(solution[slope] * activation(value)) == 0 for value in u_values)
special_factors = eliminate(special_inputs, targets)
assert [factor.degree() for factor, _ in special_factors if factor.degree() > 1] == [special.complex_count]
linear_roots = {root for factor, _ in special_factors if factor.degree() == 1 for root in sympy.roots(factor)}
assert {direction[0] * solution[t] for solution in escaped} <= linear_roots

# %% [markdown]
# **Empty and infinite.** The multipliers turn the six equations into $1 = 0$, and the rational point solves its two
# equations:

# %%
multipliers = [sympy.Rational(m) for m in empty.complex_count_evidence["multipliers"]]
equations = zero_error_expressions(square, six.inputs, six.targets)
total = sum(m * equation for m, equation in zip(multipliers, equations, strict=True))
assert sympy.expand(total) == 1
exact_point = dict(
    zip(square.parameter_names, map(sympy.Rational, infinite.complex_count_evidence["point"]), strict=True)
)
assert all(equation.subs(exact_point) == 0 for equation in zero_error_expressions(square, two.inputs, two.targets))

# %% [markdown]
# **Three inputs.** With msolve the random data reach the bound, and some of the small integers do not; without it
# nothing is claimed.

# %%
counts = {name: result.complex_count for name, result in three_inputs.items()}
if find_engine("msolve"):
    assert counts["random, seed 0"] == three_inputs["random, seed 0"].bkk
    assert max(counts.values()) == counts["random, seed 0"] > min(counts.values())
else:
    assert set(counts.values()) == {None}
    assert all(result.reasons["complex_count"] for result in three_inputs.values())

# %% [markdown]
# **The numbers in the text**, which were typed by hand:

# %%
assert (degree_in_inputs, layer_degrees, layer_sizes) == (4, [4, 2, 1], [2, 1, 1])
assert (found.complex_count, special.complex_count, len(escaped)) == (21, 18, 3)
assert 100 < found.bezout / found.complex_count < 1000  # "more than a hundred times"
assert real_images.complex_count == found.complex_count  # "so do many real data"
