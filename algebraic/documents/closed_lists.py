"""What a check may leave, kind by kind: a field that is neither proved again nor listed here makes the check fail.

On no list stand boxes, reality, disjointness, conjugates, numbers, losses, indices, minors, or the answer itself.
"""

from __future__ import annotations

DESCRIPTION = "a description of the run"
SEARCH = "how the search went: its paths are not tracked again"
ENGINE = "the result of an engine"
RANDOM = "an upper bound from random points"
SOURCE = "an image source that is not at hand"
AGAIN = "a number without a second route, computed again by the same code"
OLDER = "the document is an older one, without it"

_RUN = {
    "schema": OLDER,
    "options": DESCRIPTION,
    "seed": DESCRIPTION,
    "versions": DESCRIPTION,
    "reasons": DESCRIPTION,
}

CLOSED: dict[str, dict[str, str]] = {
    "count": {
        **_RUN,
        "data": DESCRIPTION,
        "num_paths": SEARCH,
        "at_infinity": SEARCH,
        "ends": SEARCH,
        "overlapping_boxes": SEARCH,
        "patterns_not_searched": SEARCH,
        "merged_points": SEARCH,
        "suspected": SEARCH,
        "fibres": SEARCH,
        "cut_short": SEARCH,
        "routes: monodromy": SEARCH,
        "routes: second_seed": SEARCH,
        "routes: trace": SEARCH,
        "routes: conjugation": SEARCH,
        "routes: groebner": ENGINE,
        "routes: bkk": "a bound that was not reached in the time of its route",
        "complex_count_evidence": ENGINE,
    },
    "equations": {
        **_RUN,
        "source": DESCRIPTION,
        **dict.fromkeys(("num_paths", "at_infinity", "ends", "overlapping_boxes", "merged_points"), SEARCH),
        **dict.fromkeys(("suspected", "fibres", "cut_short"), SEARCH),
        **{f"routes: {name}": SEARCH for name in ("monodromy", "second_seed", "trace", "conjugation")},
        "routes: groebner": ENGINE,
        "routes: bkk": "a bound that was not reached in the time of its route",
        "complex_count_evidence": ENGINE,
    },
    "functions": {
        **_RUN,
        "data": DESCRIPTION,
        **dict.fromkeys(("num_paths", "at_infinity", "ends", "overlapping_boxes", "merged_points"), SEARCH),
        **dict.fromkeys(("suspected", "cut_short"), SEARCH),
        **{f"routes: {name}": SEARCH for name in ("monodromy", "second_seed", "trace", "conjugation")},
        "routes: groebner": ENGINE,
        "routes: bkk": "a bound that was not reached in the time of its route",
        "fibre_size": ENGINE,
        "fibre_evidence": ENGINE,
        "strata": "counts of smaller networks, each of which is proved by a document of its own",
        "complex_count_evidence": ENGINE,
    },
    "dimension": {
        **_RUN,
        "network_data": OLDER,
        "data": DESCRIPTION,
        "data_set": SOURCE,
        "cut_short": DESCRIPTION,
        "upper bounds": RANDOM,
        "these_targets": ENGINE,
        "groebner": ENGINE,
        "degree": ENGINE,
        "elimination: seconds": DESCRIPTION,
        "real_points: tried": SEARCH,
        "real_points: paths": "a path that was not joined proves nothing; older documents have no nodes",
        "certificate: options": DESCRIPTION,
    },
    "bezout": {
        **_RUN,
        "network_data": OLDER,
        "data": DESCRIPTION,
        "cut_short": DESCRIPTION,
        "best_partition_effort": DESCRIPTION,
        "upper bounds": RANDOM,
        "second routes": AGAIN,
        "complex_count_evidence": ENGINE,
        "complex_count_torus": ENGINE,
    },
    "relu": {**_RUN, "data: source": DESCRIPTION},
    "regions": {**_RUN, "data: source": DESCRIPTION},
    "rank": {
        "schema": OLDER,
        "data": SOURCE,
        "upper_bound": RANDOM,
        "options": DESCRIPTION,
    },
}
