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
from .gallery_page import gallery as gallery
from .nothing import decided as decided
from .options import Options as Options, SomeOptions as SomeOptions
from .pieces import Arrays as Arrays
from .ranges import Images as Images, Labels as Labels, Preprocessing as Preprocessing
from .results import Listed as Listed, Result as Result, SpecDocument as SpecDocument
from .run import Run as Run
from .session import (
    Spec as Spec,
    draw_figure as draw_figure,
    execute as execute,
    figures_beside as figures_beside,
    folder_of as folder_of,
    make_spec as make_spec,
    publish as publish,
    records_folder as records_folder,
)
from .status import runs_in as runs_in, write_report as write_report
