"""The dimension as a result: its fields are the keys of the JSON document, its parts have names, it prints itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NotRequired, TypedDict

from ..data import DataSet, IntegerData, PlainData, plain_data
from ..documents import ResultDocument, schema_name
from ..engines import versions
from ..ideals import Evidence, Identifiability
from ..networks import Network, PlainNetwork, plain_network
from ..pieces import ComponentBounds, pieces_in_words
from ..shell import Budget, counted
from .certificates import ColumnsCertificate, CountingCertificate, MinorCertificate


@dataclass(frozen=True)
class Extras:
    """What is wanted beyond the dimension, see :func:`algebraic.dimension.dimension_of`."""

    function_space: bool = False
    groebner: bool = False
    degree: bool = False
    points: int = 0
    components: bool = False
    identifiable: bool = False

    def asked(self) -> list[str]:
        """The names of those that are wanted.

        >>> Extras(groebner=True, points=2).asked()
        ['groebner', 'points']
        """
        return [name for name, wanted in vars(self).items() if wanted]


NO_EXTRAS = Extras()
WORDS_OF_EXTRAS = {
    "function_space": "the function space by the coefficient map",
    "groebner": "the dimension by a Gröbner basis",
    "degree": "the degree",
    "points": "as many real points as were asked for, and their paths",
    "components": "the number of connected pieces of the real set",
    "identifiable": "whether the weights are identifiable",
}


class TheseTargets(TypedDict):
    """What is decided for the targets given."""

    empty: bool | None
    infinite: bool | None
    statement: str
    evidence: NotRequired[Evidence]


class KnownSymmetries(TypedDict):
    """The known continuous symmetries: how many are independent, and their numbers by kind and by layer."""

    dimension: int
    kinds: dict[str, int]
    layers: dict[str, int]


class GroebnerDimension(TypedDict):
    """The dimension for these targets modulo two primes; ``agrees`` compares it with that by the rank."""

    dimension: int | None
    agrees: bool | None
    empty: bool | None
    primes: list[int]
    dimensions: list[int]
    statement: str


class SliceDegree(TypedDict):
    """The number of points on a random slice, modulo two primes."""

    degree: int | None
    primes: list[int]
    counts: list[int | None]
    statement: str


class PointDocument(TypedDict):
    """A :class:`algebraic.dimension.CertifiedPoint`."""

    middle: list[str]
    radius: float
    free: list[int]
    local_dimension: int


class PathNode(TypedDict):
    """A solution on a path: exact decimals, and the weights that are free within a fixed radius."""

    middle: list[str]
    free: list[int]


# "from" is a word of the language. Of a path that was proved: its nodes, and what is free along each segment.
PointPath = TypedDict(
    "PointPath",
    {
        "from": int,
        "to": int,
        "joined": bool | None,
        "segments": int,
        "statement": str,
        "nodes": list[PathNode] | None,
        "along": list[list[int]] | None,
    },
)


class RealPoints(TypedDict):
    """Certified real points, what was tried, and the paths from the first to each other one."""

    points: list[PointDocument]
    tried: int
    converged: int
    statement: str
    paths: list[PointPath]


class Elimination(TypedDict):
    """The elimination that found a rank modulo a prime."""

    rank: int
    rows: int
    columns: int
    prime: int
    seconds: dict[str, float]


class LeftKernel(TypedDict):
    """Relations between the rows, and where they come from."""

    dimension: int | None
    at_least: int
    duplicates: int
    random_inputs: int | None
    unexplained: int | None
    statement: str


@dataclass(frozen=True, repr=False)
class FibreDimension(ResultDocument):
    """What is known of the dimension of the zero-error set; the fields are the keys of the JSON document.

    ``dimension`` is that for these inputs and generic targets, ``None`` with ``empty`` true when generic targets
    have no solution. ``generic_dimension`` and ``generic_empty`` say the same for as many generic inputs.
    ``these_targets`` is what is decided for the targets given. ``function_space_dimension`` is the dimension of
    the set of functions that the network computes, which equals ``generic_rank``; ``coefficient_map_rank`` is the
    second route to it, on request. ``function_space_ambient`` is the dimension of the polynomials in x around it.
    ``unexplained`` is what remains of K − r after the ``symmetries``. Everything is over the complex numbers.
    ``identifiable`` says, on request, which weights have the same function as generic ones.
    ``elimination`` and ``left_kernel`` are there for images and large systems only
    (:mod:`algebraic.dimension.by_columns`). ``network_data`` and ``data_set`` are what the question was, as plain data.
    """

    widths: list[int]
    num_params: int
    num_samples: int
    output_dim: int
    num_equations: int
    generic_rank: int | None
    rank_of_generic_samples: int | None
    data_rank: int | None
    dimension: int | None
    empty: bool | None
    generic_dimension: int | None
    generic_empty: bool | None
    proved: bool
    these_targets: TheseTargets
    function_space_dimension: int | None
    coefficient_map_rank: int | None
    function_space_ambient: int | None
    symmetries: KnownSymmetries | None
    unexplained: int | None
    groebner: GroebnerDimension | None
    degree: SliceDegree | None
    real_points: RealPoints | None
    statement: str
    certificate: MinorCertificate | ColumnsCertificate | CountingCertificate | None
    reasons: dict[str, str]
    cut_short: list[str]
    data: str
    options: dict[str, Any]
    seed: int
    versions: dict[str, str]
    elimination: Elimination | None
    left_kernel: LeftKernel | None
    network_data: PlainNetwork
    data_set: PlainData
    component_bounds: ComponentBounds | None = None
    identifiable: Identifiability | None = None

    KIND = "dimension"

    def as_dict(self) -> dict[str, Any]:
        """The JSON document as plain data."""
        return {"schema": schema_name("dimension"), **asdict(self)}

    def undecided(self) -> list[str]:
        """What was asked and is not decided, in words: the dimension, and what ``options`` ask for beyond it."""
        found = ["the dimension"] if self.empty is None else []
        had = {
            "function_space": self.coefficient_map_rank is not None,
            "groebner": self.groebner is not None and self.groebner["empty"] is not None,
            "degree": self.degree is not None and self.degree["degree"] is not None,
            "points": self.real_points is not None and "real_points" not in self.reasons,
            "components": self.component_bounds is not None and self.component_bounds["exact"],
            "identifiable": self.identifiable is not None and self.identifiable.identifiable is not None,
        }
        asked = (name for name in WORDS_OF_EXTRAS if self.options.get(name))
        return found + [WORDS_OF_EXTRAS[name] for name in asked if not had[name]]

    def __str__(self) -> str:
        def shown(value: object) -> str:
            return "unknown" if value is None else str(value)

        lines = [
            self.statement,
            "",
            f"network {','.join(map(str, self.widths))}: "
            f"{counted(self.num_params, 'unknown')}, {counted(self.num_equations, 'equation')}",
            f"data: {self.data}",
            "",
            f"  generic rank r                            {shown(self.generic_rank)}",
            f"  rank r_N for {counted(self.num_samples, 'generic sample')}".ljust(44)
            + shown(self.rank_of_generic_samples),
            f"  rank for these inputs                     {shown(self.data_rank)}",
            f"  dimension of the function space           {shown(self.function_space_dimension)}",
        ]
        if self.symmetries is not None:
            kinds = ", ".join(f"{n} {kind}" for kind, n in self.symmetries["kinds"].items()) or "none"
            lines.append(f"  continuous symmetries                     {self.symmetries['dimension']} ({kinds})")
            lines.append(f"  unexplained part of K − r                 {shown(self.unexplained)}")
        lines += ["", f"these targets: {self.these_targets['statement']}"]
        named = (
            ("Gröbner basis", self.groebner),
            ("degree", self.degree),
            ("real points", self.real_points),
            ("relations between the rows", self.left_kernel),
        )
        lines += [f"{name}: {found['statement']}" for name, found in named if found is not None]
        if self.real_points is not None:
            for path in self.real_points["paths"]:
                lines.append(f"  points {path['from']} and {path['to']}: {path['statement']}")
        if self.component_bounds is not None:
            lines.append(f"real set: {pieces_in_words(self.component_bounds)}: {self.component_bounds['because']}")
        if self.identifiable is not None:
            lines.append(f"functions: {self.identifiable.statement}")
        return "\n".join([*lines, *(f"{key}: {reason}" for key, reason in self.reasons.items())])


def nothing_known(
    network: Network, data: DataSet | IntegerData, *, seed: int, budget: Budget, options: dict[str, Any]
) -> FibreDimension:
    """The result before anything is computed: the sizes, and how it is made."""
    num_samples = len(data.inputs)
    return FibreDimension(
        widths=list(network.widths),
        num_params=network.num_params,
        num_samples=num_samples,
        output_dim=network.output_dim,
        num_equations=num_samples * network.output_dim,
        generic_rank=None,
        rank_of_generic_samples=None,
        data_rank=None,
        dimension=None,
        empty=None,
        generic_dimension=None,
        generic_empty=None,
        proved=False,
        these_targets=TheseTargets(empty=None, infinite=None, statement="not decided"),
        function_space_dimension=None,
        coefficient_map_rank=None,
        function_space_ambient=None,
        symmetries=None,
        unexplained=None,
        groebner=None,
        degree=None,
        real_points=None,
        statement="The dimension is not known.",
        certificate=None,
        reasons={},
        cut_short=[],
        data=data.source,
        options={"timeout": budget.seconds, "memory": budget.memory_gb, **options},
        seed=seed,
        versions=versions(),
        elimination=None,
        left_kernel=None,
        network_data=plain_network(network),
        data_set=plain_data(data, options.get("data"), seed),
    )
