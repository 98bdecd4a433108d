from .activation import Activation as Activation
from .activation_sources import (
    ActivationSource as ActivationSource,
    as_activation as as_activation,
)
from .architectures import (
    NAMED as NAMED,
    theory2_cifar as theory2_cifar,
    theory2_example as theory2_example,
    theory3_conv as theory3_conv,
)
from .as_data import Graph as Graph, describe_graph as describe_graph, network_from_graph as network_from_graph
from .attention import (
    ATTENTION as ATTENTION,
    lightning_attention as lightning_attention,
    polynomial_attention as polynomial_attention,
)
from .builder import Builder as Builder
from .degrees import (
    degree_bound as degree_bound,
    equation_degrees as equation_degrees,
    input_degree as input_degree,
    output_degrees as output_degrees,
)
from .finite_symmetry import Group as Group, finite_symmetries as finite_symmetries
from .from_outside import (
    LAYER_TYPES as LAYER_TYPES,
    factory_sha256 as factory_sha256,
    factory_used as factory_used,
    find_network as find_network,
    is_factory as is_factory,
)
from .layer_builder import LayerBuilder as LayerBuilder
from .layers import Layer as Layer, LayerGraph as LayerGraph
from .network import (
    DEFAULT_ACTIVATION as DEFAULT_ACTIVATION,
    Network as Network,
    check_network as check_network,
)
from .passes import Trace as Trace, forward as forward, jacobian as jacobian, reverse as reverse
from .plain import (
    PlainNetwork as PlainNetwork,
    network_from_plain as network_from_plain,
    plain_network as plain_network,
)
from .relu_approximation import (
    KINDS as KINDS,
    ReluApproximant as ReluApproximant,
    relu_approximant as relu_approximant,
    relu_error_at as relu_error_at,
    relu_for_accuracy as relu_for_accuracy,
)
from .rescaling import Scaling as Scaling, scaling as scaling
from .rings import (
    Balls as Balls,
    FloatingPoint as FloatingPoint,
    ModularPolynomials as ModularPolynomials,
    NewtonPolytopes as NewtonPolytopes,
    PointSet as PointSet,
    Polynomials as Polynomials,
    PrimeField as PrimeField,
    Rationals as Rationals,
    Ring as Ring,
    Symbols as Symbols,
)
from .symmetry import Symmetry as Symmetry, symmetries as symmetries, symmetry_fields as symmetry_fields
from .torch_modules import torch_weights as torch_weights
from .torus import scales_outputs as scales_outputs, scaling_rates as scaling_rates
