from .distances import cosine_dissimilarity as cosine_dissimilarity, euclidean_distances as euclidean_distances
from .embed import Embedding as Embedding, embed_trajectories as embed_trajectories
from .fits import PowerLaw as PowerLaw, power_law as power_law, slope as slope
from .interpolation import average as average, barrier as barrier, interpolate as interpolate
from .linear import (
    LOSSES as LOSSES,
    closed_form as closed_form,
    descend as descend,
    loss_factor as loss_factor,
    null_projector as null_projector,
)
from .perturbation import Perturbed as Perturbed, perturb as perturb
from .ranges import activation_ranges as activation_ranges
from .readout import check_room as check_room, random_features as random_features
from .similarities import Similarity as Similarity, similarity as similarity
from .surface import (
    directions_through as directions_through,
    loss_surface as loss_surface,
    random_directions as random_directions,
)
