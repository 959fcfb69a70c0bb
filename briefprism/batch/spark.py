"""Tables on Spark: the same labelling of the same batches, in the workers. Needs the extra ``briefprism[spark]``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from briefprism.batch.labelling import Labeller
from briefprism.batch.table import PART_ROWS
from briefprism.models.cells import FORMULA, NUMBER
from briefprism.models.errors import UsageError
from briefprism.models.table import Annotator

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

Give = Callable[[], Labeller]


def classify(df: DataFrame, column: str, columns: Sequence[str] = (), describe: str | None = None) -> DataFrame:
    """Labels of names: the frame with the added ``bp_`` columns.

    Args:
        df: any frame; its rows are neither moved nor sorted.
        column: the column with the names.
        columns: which of the added columns are wanted, without their ``bp_``; none means all.
        describe: a column with descriptions, or None.

    Raises:
        UsageError: when a column is not there, or an added one is.
    """
    from briefprism.hall.tables.annotators import names
    from briefprism.hall.tables.tables import choose

    annotator = names()
    return annotate(df, column, annotator, choose(annotator, columns), describe)


def check(df: DataFrame, column: str) -> DataFrame:
    """Verdicts on briefs, one row each: the frame with the added columns."""
    from briefprism.hall.tables.annotators import BriefAnnotator

    annotator = BriefAnnotator()
    return annotate(df, column, annotator, range(len(annotator.columns)))


def annotate(df: DataFrame, column: str, annotator: Annotator, chosen: Sequence[int], describe: str | None = None) -> DataFrame:
    """The frame with the chosen columns of an annotator, which is sent once to each worker and keeps its memo there."""
    from pyspark.sql.types import BooleanType, DoubleType, StringType, StructField, StructType

    from briefprism.batch.table import Table

    names = tuple(df.columns)
    table = Table("the Spark table", names, lambda *_: iter(()), None).choose(column, describe)
    table.refuse_clash([annotator.columns[i].name for i in chosen])
    types = {"text": StringType(), "flag": BooleanType(), "number": DoubleType()}
    added = [StructField(annotator.columns[i].name, types[annotator.columns[i].type]) for i in chosen]
    # A list of its own: StructType(df.schema.fields).add would change the schema of the source.
    schema = StructType([*df.schema.fields, *added])
    return df.mapInArrow(_worker(_sent(df, annotator), table.name_at, table.describe_at, list(chosen)), schema)


def _sent(df: DataFrame, annotator: Annotator) -> Give:
    """A way to the labeller that is open on the workers: a broadcast, or on Spark Connect, which has none, the closure."""
    labeller = Labeller(annotator)
    context: Any = getattr(df.sparkSession, "_sc", None)
    if context is None:
        return lambda: labeller
    broadcast = context.broadcast(labeller)
    return lambda: broadcast.value


def _worker(
    give: Give, name_at: int, describe_at: int | None, chosen: Sequence[int]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def label(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        labeller = give()
        names = [labeller.annotator.columns[i].name for i in chosen]
        for batch in batches:
            for start in range(0, batch.num_rows, PART_ROWS):
                part = batch.slice(start, PART_ROWS)
                labels = labeller.label(part.column(name_at), None if describe_at is None else part.column(describe_at))
                arrays = [
                    a.dictionary_decode() if pa.types.is_dictionary(a.type) else a
                    for a in labels.arrays(labeller.annotator.columns, chosen)
                ]
                yield pa.RecordBatch.from_arrays([*part.columns, *arrays], names=[*part.schema.names, *names])

    return label


def escape_formulas(df: DataFrame, back: bool = False) -> DataFrame:
    """The frame with its formulas made harmless, for a text file; ``back``: with the marks taken away. See `models.cells`."""
    from pyspark.sql import functions as f
    from pyspark.sql.types import StringType

    def cell(name: str) -> Any:
        text = f.col("`" + name.replace("`", "``") + "`")
        formula = text.rlike(f"^(?:{FORMULA})\\z") & ~text.rlike(f"^(?:{NUMBER})\\z")
        changed = f.when(formula & text.startswith("'"), f.substr(text, f.lit(2))) if back else f.when(formula, f.concat(f.lit("'"), text))
        return changed.otherwise(text)

    return df.withColumns({field.name: cell(field.name) for field in df.schema.fields if isinstance(field.dataType, StringType)})


def session(master: str | None) -> Any:
    """A Spark session at ``master``; none: what the environment says, else this machine with retries.

    Raises:
        UsageError: when PySpark is not installed.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError("--engine spark", "PySpark is not installed", "install it with: pip install 'briefprism[spark]'") from None
    builder: Any = SparkSession.builder
    # local[N] does not try a failed task again, local[N,M] does.
    return builder.appName("briefprism").master(master or "local[*,4]").config("spark.ui.enabled", "false").getOrCreate()
