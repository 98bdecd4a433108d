"""Bounds from graphs: exact where all is known, and only wider where less is."""

from hypothesis import given, strategies as st

from algebraic.pieces.tree import count, parts

GRAPHS = st.integers(1, 7).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=9))
)


def by_spreading(size, edges):
    """The parts once more: everything that can be reached, again and again."""
    left, found = set(range(size)), 0
    while left:
        reached = {left.pop()}
        while new := {b for e in edges for a, b in (e, e[::-1]) if a in reached and b not in reached}:
            reached |= new
        left -= reached
        found += 1
    return found


@given(GRAPHS)
def test_parts_of_a_graph(graph):
    assert parts(*graph) == by_spreading(*graph)


@given(GRAPHS, st.data())
def test_what_is_not_known_makes_the_bounds_wider_and_never_false(graph, data):
    """Of a complete graph some edges and some minima without any are hidden: the number stays between the bounds."""
    size, edges = graph
    true = count(size, edges, missing=0)
    assert true.lower == true.upper == by_spreading(size, edges)
    hidden = data.draw(st.sets(st.integers(0, len(edges) - 1)) if edges else st.just(set()))
    forgotten = data.draw(st.sets(st.sampled_from(sorted(hidden))) if hidden else st.just(set()))
    known = [(None, b) if k in hidden else (a, b) for k, (a, b) in enumerate(edges) if k not in forgotten]
    lonely = [k for k in range(size) if all(k not in e for e in edges)]
    lost = len(lonely) - 1 if len(lonely) == size else len(lonely)
    order = [k for k in range(size) if k not in lonely[:lost]]
    renamed = [tuple(None if end is None else order.index(end) for end in e) for e in known]
    found = count(len(order), renamed, missing=len(forgotten) + lost)
    assert found.lower <= true.lower <= found.upper
    assert count(len(order), renamed, missing=None).upper is None


def test_nothing_known_and_nothing_there():
    assert (count(0, [], missing=0).upper, count(0, [], missing=2).upper) == (0, 2)
    assert count(0, [], missing=0, others=True).lower == 1
