"""The closed lists are fixed here: whoever leaves more changes this file, too."""

from algebraic.documents import CLOSED, schema_of

RUN = {"schema", "options", "seed", "versions", "reasons"}
FIXED = {
    "count": RUN
    | {
        "data", "num_paths", "at_infinity", "ends", "overlapping_boxes", "patterns_not_searched", "merged_points",
        "suspected", "fibres", "cut_short", "routes: monodromy",
        "routes: second_seed", "routes: trace", "routes: conjugation", "routes: groebner", "routes: bkk",
        "complex_count_evidence",
    },
    "equations": RUN
    | {
        "source", "num_paths", "at_infinity", "ends", "overlapping_boxes", "merged_points", "suspected", "fibres",
        "cut_short", "routes: monodromy", "routes: second_seed", "routes: trace", "routes: conjugation",
        "routes: groebner", "routes: bkk", "complex_count_evidence",
    },
    "functions": RUN
    | {
        "data", "num_paths", "at_infinity", "ends", "overlapping_boxes", "merged_points", "suspected", "cut_short",
        "routes: monodromy", "routes: second_seed", "routes: trace", "routes: conjugation", "routes: groebner",
        "routes: bkk", "fibre_size", "fibre_evidence", "strata", "complex_count_evidence",
    },
    "dimension": RUN
    | {
        "network_data", "data", "data_set", "cut_short", "upper bounds", "these_targets", "groebner", "degree",
        "elimination: seconds", "real_points: tried", "real_points: paths", "certificate: options",
    },
    "bezout": RUN
    | {
        "network_data", "data", "cut_short", "best_partition_effort", "upper bounds", "second routes",
        "complex_count_evidence", "complex_count_torus",
    },
    "relu": RUN | {"data: source"},
    "regions": RUN | {"data: source"},
    "rank": {"schema", "data", "upper_bound", "options"},
}  # fmt: skip


def test_nothing_more_may_be_left():
    assert {kind: set(names) for kind, names in CLOSED.items()} == FIXED
    assert all(reason for names in CLOSED.values() for reason in names.values())


def test_never_on_a_list():
    """Boxes, reality, disjointness, conjugates, numbers, losses, indices, minors, the answer: always proved again."""
    never = {
        "count": {"solutions", "real", "box", "loss", "objective", "index", "strata", "count", "real_count",
                  "real_counts", "complex_count", "complex_count_status", "bkk",
                  "inputs", "targets", "network", "ridge_values"},
        "equations": {"names", "equations", "solutions", "real", "box", "count", "real_count", "complex_count",
                      "complex_count_status", "bkk"},
        "functions": {"network", "gauge_forms", "compared", "metric_weights", "targets", "inputs", "dimension",
                      "ambient_dimension", "critical_dimension", "zero_function", "solutions", "count", "real_count",
                      "complex_count", "complex_count_status", "bkk"},
        "dimension": {"widths", "num_params", "num_samples", "output_dim", "num_equations", "data_rank", "generic_rank",
                      "rank_of_generic_samples", "dimension", "empty", "generic_dimension", "generic_empty", "proved",
                      "certificate", "real_points", "symmetries", "unexplained", "left_kernel", "statement"},
        "bezout": {"bezout", "bkk", "multihomogeneous_bezout", "equation_degrees", "complex_count", "real_counts",
                   "complex_count_status", "data_rank", "generic_rank", "data_rank_evidence", "generic_rank_evidence"},
        "relu": {"widths", "num_samples", "leak", "hidden_bias", "status", "components", "components_up_to_permutation",
                 "dimension", "num_cells", "num_nonempty_cells", "points", "certificate", "data"},
        "regions": {"widths", "num_samples", "leak", "hidden_bias", "status", "count", "dimension", "undecided",
                    "chosen", "num_patterns", "regions", "data"},
        "rank": {"claim", "minor", "graph", "network", "columns", "prime", "matrix_sha256", "kind"},
    }  # fmt: skip
    for kind, names in never.items():
        assert not names & set(CLOSED[kind]), kind
        form = schema_of(kind)
        known = {key for part in [form, *form["$defs"].values()] for key in part.get("properties", ())}
        known |= {"real", "box", "loss", "objective", "index"}  # of each solution
        assert names <= known, kind
