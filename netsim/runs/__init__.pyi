from .drawing import (
    OfSeeds as OfSeeds,
    data_of as data_of,
    draw_figure as draw_figure,
    said_below as said_below,
)
from .estimates import (
    Estimate as Estimate,
    estimate as estimate,
    refuse_what_does_not_fit as refuse_what_does_not_fit,
)
from .experiment import (
    SIZES as SIZES,
    AnyExperiment as AnyExperiment,
    Check as Check,
    Experiment as Experiment,
    Numbers as Numbers,
    Outcome as Outcome,
    SomeMeasured as SomeMeasured,
    Values as Values,
    experiments as experiments,
    find_experiment as find_experiment,
    find_figure as find_figure,
    states as states,
)
from .gallery_page import draw_records as draw_records, gallery as gallery
from .margins import Margin as Margin, margins_over_seeds as margins_over_seeds, shown_margin as shown_margin
from .nothing import decided as decided
from .options import Options as Options, SomeOptions as SomeOptions
from .pieces import Arrays as Arrays
from .published import (
    figures_beside as figures_beside,
    publish as publish,
    read_record as read_record,
    records_folder as records_folder,
)
from .ranges import Images as Images, Labels as Labels, Network as Network, Preprocessing as Preprocessing
from .results import (
    Decision as Decision,
    Listed as Listed,
    Result as Result,
    SpecDocument as SpecDocument,
    read_result as read_result,
)
from .run import Run as Run
from .session import (
    Spec as Spec,
    decide_checks as decide_checks,
    execute as execute,
    folder_of as folder_of,
    made_earlier as made_earlier,
    make_spec as make_spec,
)
from .several_seeds import (
    OverSeeds as OverSeeds,
    outcomes_over_seeds as outcomes_over_seeds,
    over_seeds as over_seeds,
)
from .shards import Shard as Shard, read_shard as read_shard
from .status import runs_in as runs_in, write_report as write_report
from .style import COLOURS as COLOURS, HEAT as HEAT, SMALL as SMALL
