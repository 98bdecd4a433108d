"""Asks every question twice, in two forms that mean exactly the same, and compares the answers.

``python -m tests.metamorphic`` (``make metamorphic``) draws 2,000 pairs of a problem and its image under an exact
symmetry: inputs × a with the weights that read them ÷ a, targets × b, other units for what a layer computes (its
activation changes with them), the ridge always transformed along; samples, inputs, units and edges permuted, weights
relabelled; other seeds of loops, primes and probes; all of these at once. What must be the same: numbers of complex
and real solutions, the indices of critical points, ranks, dimensions, statuses, bounds. Beside them stand pairs that
are no symmetry: targets alone × b under a fixed ridge, where the complex number must stay. Numbers of real solutions
are compared with msolve's over the rationals, where it is installed.

A pair depends on the seed and its number only: ``--first 117 --count 1`` tries one again.
"""
