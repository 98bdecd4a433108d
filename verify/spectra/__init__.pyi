from .bounds import (
    TINY as TINY,
    UP as UP,
    U as U,
    norm as norm,
    norms as norms,
    pairing_bound as pairing_bound,
    residual_norms as residual_norms,
    smallest_singular_value as smallest_singular_value,
)
from .clusters import Cluster as Cluster, clusters_of as clusters_of
from .deciding import GAP as GAP, Gap as Gap, RankFound as RankFound, gap_between as gap_between, rank_of as rank_of
from .of_matrix import (
    MatrixSpectrum as MatrixSpectrum,
    SpectrumData as SpectrumData,
    enclosed_spectrum as enclosed_spectrum,
)
from .pairs import Pairs as Pairs, dense_pairs as dense_pairs
