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
from .networks import (
    ANeuron as ANeuron,
    Layer as Layer,
    NetworkSpec as NetworkSpec,
    Weights as Weights,
    forward as forward,
    initial_weights as initial_weights,
    weight_shapes as weight_shapes,
)
from .reached import reached_weights as reached_weights
from .stacked import (
    by_layer as by_layer,
    check_same_shapes as check_same_shapes,
    copies as copies,
    in_order as in_order,
    num_models as num_models,
    one_model as one_model,
    together as together,
)
