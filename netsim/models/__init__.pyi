from .activations import (
    Activation as Activation,
    AnActivation as AnActivation,
    parse_activation as parse_activation,
    radius_of as radius_of,
    relu_polynomial as relu_polynomial,
    weighted_relu_polynomial as weighted_relu_polynomial,
)
from .architectures import (
    FourChannels as FourChannels,
    mlp as mlp,
    random_skips as random_skips,
    theory2_dcnn as theory2_dcnn,
    theory3_cnn as theory3_cnn,
)
from .image_networks import (
    IMAGE_NETWORKS as IMAGE_NETWORKS,
    first_block as first_block,
    image_network as image_network,
)
from .initial import initial_weights as initial_weights
from .layers import Layer as Layer, Node as Node, hidden_neurons as hidden_neurons, walk as walk
from .networks import (
    NetworkSpec as NetworkSpec,
    forward as forward,
    weight_shapes as weight_shapes,
)
from .own_networks import (
    PAPERS as PAPERS,
    find_network as find_network,
    import_network as import_network,
    remember_network as remember_network,
)
from .reached import reached_weights as reached_weights
from .skips import ANeuron as ANeuron, DrawnSkips as DrawnSkips
from .stacked import (
    by_layer as by_layer,
    check_same_shapes as check_same_shapes,
    copies as copies,
    in_order as in_order,
    num_models as num_models,
    one_model as one_model,
    together as together,
)
from .torch_modules import network_of_module as network_of_module, weights_of_module as weights_of_module
from .weights import AStack as AStack, Weights as Weights
