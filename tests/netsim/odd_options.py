"""Every option of every experiment in size ``smoke``, changed singly to the ends of its range, or beyond."""

from netsim.runs import experiments
from netsim.shell import OneOf, Range

SOME_ACTIVATIONS = ("relu", "polynomial:2:1", "polynomial:40:100", "softplus:1", "coefficients:0,1", "coefficients:1")
REFUSED = ("", "x", "nan", "inf", "-inf", "1e999", "-1e400", "9" * 400, "--", "1,x", "½")


def built():
    """The experiments that can be run."""
    return {name: experiment for name, experiment in experiments().items() if not experiment.not_built}


def ends(default, rule):
    """Texts of values at the ends of what an option may be."""
    if isinstance(default, bool):
        return ["true", "false"]
    if isinstance(rule, OneOf):
        return list(rule.names)
    if not isinstance(rule, Range):
        return list(SOME_ACTIVATIONS)
    several = isinstance(default, list)
    whole = isinstance(default[0] if several else default, int)
    kind = int if whole else float
    least, most = kind(rule.least), kind(rule.most)
    near = least + 1 if whole else least + 1e-9 if least == 0 else 2 * least
    if not several:
        return [str(value) for value in (least, near, most)]
    step = 1 if whole else (most - least) / 100
    first = [kind(least + place * step) for place in range(max(rule.items, 1))]
    last = [kind(most - place * step) for place in range(max(rule.items, 1))][::-1]
    return [",".join(map(str, values)) for values in (first, last, [*first, most])]


def changes(experiment):
    """(key, value as text) for every option and every end of its range."""
    options = experiment.options("smoke")
    rules = options.rules()
    for key, default in options.as_dict().items():
        for text in dict.fromkeys(ends(default, rules.get(key))):
            yield key, text
