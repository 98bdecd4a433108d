"""Names, numbers and networks of architectures."""

import pytest
from hypothesis import given, strategies as st

from algebraic.atlas import Convolution, Dense, architecture_of
from algebraic.ranks import ambient_dimension
from algebraic.shell import WrongInput

dense = st.builds(
    Dense, st.lists(st.integers(1, 4), min_size=2, max_size=4).map(tuple), st.integers(2, 3), st.booleans()
)


@given(dense)
def test_a_dense_network_has_the_numbers_of_its_network(one):
    assert architecture_of(one.label) == one
    assert one.network.num_params == one.num_params
    assert list(one.network.widths) == list(one.widths)
    assert one.ambient == ambient_dimension(one.network)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=3), st.integers(1, 3))
def test_a_convolution_has_the_numbers_of_its_network(layers, degree):
    sizes, strides = zip(*layers, strict=True)
    one = Convolution(sizes, (*strides[:-1], 1), degree)
    assert architecture_of(one.label) == one
    assert (one.network.num_params, one.network.input_dim, one.network.output_dim) == (sum(sizes), one.input_length, 1)
    assert one.ambient == ambient_dimension(one.network)


def test_predecessors_have_a_unit_less_in_one_hidden_layer():
    assert [one.label for one in Dense((3, 2, 1, 4), 2).predecessors] == ["pnn.3.1.1.4.r2"]
    assert Dense((3, 1, 4), 2).predecessors == ()


@pytest.mark.parametrize(
    "label",
    ["", "pnn", "pnn.2.r2", "pnn.2.0.1.r2", "pnn.2.1.r1", "pnn.2.1.s1.r2", "cnn.2.1.r2", "cnn.2.1.s1.r2",
     "cnn.2.s1.r2.b",
     "pnn.2.1.r2 ", "pnn.٢.1.r2\n", "x" * 10_000, None, 7],
)  # fmt: skip
def test_what_is_no_label_is_refused(label):
    with pytest.raises(WrongInput, match="names no architecture"):
        architecture_of(label)
