from .exact_data import DataSet as DataSet, check_data as check_data, within_float64 as within_float64
from .integer_data import (
    IntegerData as IntegerData,
    cut_patches as cut_patches,
    is_image_source as is_image_source,
    load_integer_data as load_integer_data,
    whole_numbers as whole_numbers,
)
from .plain import (
    NamedData as NamedData,
    PlainData as PlainData,
    TableForm as TableForm,
    UnnamedData as UnnamedData,
    another_rule as another_rule,
    check_source as check_source,
    from_path as from_path,
    from_table as from_table,
    named_again as named_again,
    plain_data as plain_data,
)
from .sources import load_data as load_data, num_samples_of as num_samples_of, random_data as random_data
