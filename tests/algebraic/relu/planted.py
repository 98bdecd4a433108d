"""Deep ReLU networks whose weights were chosen first, and data that they fit."""

import random
from fractions import Fraction

from algebraic.relu.deep_question import deep_question_of, pattern_at
from algebraic.shell import WrongInput


def outputs_of(question, weights):
    """What the network computes, written down once more."""
    named = dict(zip(question.names, weights, strict=True))
    found = []
    for row in question.inputs:
        values = list(row)
        for layer, width in enumerate(question.widths[1:], 1):
            bias = question.hidden_bias and layer < len(question.widths) - 1
            values = [
                sum((named[f"w{layer}_{j}_{k}"] * v for k, v in enumerate(values, 1)), Fraction(0))
                + (named[f"b{layer}_{j}"] if bias else 0)
                for j in range(1, width + 1)
            ]
            if layer < len(question.widths) - 1:
                values = [max(z, question.leak * z) for z in values]
        found.append(values)
    return found


def planted(widths, samples, leak, bias, seed):
    """Inputs, targets, weights with zero error that lie in no boundary, and their pattern."""
    draw = random.Random(seed)
    while True:
        inputs = [[draw.randint(1, 5) * draw.choice([1, -1]) for _ in range(widths[0])] for _ in range(samples)]
        question = deep_question_of(inputs, [[0] * widths[-1]] * samples, widths, leak, bias)
        weights = [Fraction(draw.randint(1, 4) * draw.choice([1, -1])) for _ in question.names]
        try:
            pattern = pattern_at(question, weights)
        except WrongInput:
            continue
        return inputs, outputs_of(question, weights), weights, pattern
