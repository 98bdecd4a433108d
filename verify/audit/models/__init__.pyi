from .attention import transformer_block as transformer_block
from .convolutional import dcnn as dcnn, dcnn_with_batch_norm as dcnn_with_batch_norm
from .dense import (
    cubic_mlp as cubic_mlp,
    linear_network as linear_network,
    relu_mlp as relu_mlp,
    skip_network as skip_network,
    smoolu_mlp as smoolu_mlp,
    softplus_mlp as softplus_mlp,
    tanh_mlp as tanh_mlp,
)
from .trained import trained_mlp as trained_mlp
