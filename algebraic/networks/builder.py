"""Networks layer by layer: dense, convolution, locally connected, tree nodes, any labelled graph."""

from __future__ import annotations

from .layer_builder import LayerBuilder
from .network import Network


class Builder(LayerBuilder):
    """Builds a network one layer at a time; each method adds a layer and returns its index.

    A layer reads the outputs of the one before, or of the layers listed in ``reads`` (indices, or ``"input"``),
    one after the other: a skip connection to the output is ``reads=[0, "input"]`` there.

    Args:
        input_shape: a number of inputs, or (height, width, channels).

    >>> builder = Builder(4)
    >>> builder.nodes([[0, 1], [2, 3]], units=1, activation="z**2", shared=True)
    0
    >>> builder.dense(1)
    1
    >>> builder.network().parameter_names
    ('w1_1_1', 'w1_1_2', 'b1_1', 'w2_1_1', 'w2_1_2', 'b2_1')
    """

    def network(self) -> Network:
        """The network built so far; its outputs are those of the last layer.

        Raises:
            WrongInput: there is no layer yet.
        """
        return Network(*self.parts)
