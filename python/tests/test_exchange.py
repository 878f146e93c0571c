"""Every library that hands tables over, and every library that takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import nanoarrow as na
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
import weimu
from conftest import MASKED, POLICY, ROWS, TABLE

Table = pa.Table


def duckdb_relation(table: Table) -> Any:
    connection = duckdb.connect()
    connection.register("residents", table)
    return connection.sql("select * from residents")


def large(table: Table) -> Table:
    return table.cast(pa.schema([(f.name, pa.large_string() if f.type == pa.string() else f.type) for f in table.schema]))


def views(table: Table) -> Table:
    return table.cast(pa.schema([(f.name, pa.string_view() if f.type == pa.string() else f.type) for f in table.schema]))


PRODUCERS: dict[str, Callable[[Table], Any]] = {
    "pyarrow table": lambda table: table,
    "pyarrow table of chunks": lambda table: pa.concat_tables([table.slice(i, 100) for i in range(0, ROWS, 100)]),
    "pyarrow large_string": large,
    "pyarrow string_view": views,
    "pyarrow record batch": lambda table: table.combine_chunks().to_batches()[0],
    "pyarrow reader": lambda table: table.to_reader(max_chunksize=7),
    "pyarrow scanner": lambda table: ds.dataset(table).scanner().to_reader(),
    "polars": lambda table: pl.from_arrow(table),
    "polars lazy": lambda table: pl.from_arrow(table).lazy().collect_batches(),  # type: ignore[union-attr]
    "polars categorical": lambda table: pl.from_arrow(table).with_columns(pl.col("姓名").cast(pl.Categorical)),  # type: ignore[union-attr]
    "pandas": lambda table: pd.DataFrame(table.to_pydict()),
    "pandas categorical": lambda table: pd.DataFrame(table.to_pydict()).astype({"姓名": "category"}),
    "duckdb": duckdb_relation,
    "nanoarrow stream": lambda table: na.ArrayStream(table),
    "nanoarrow array": lambda table: na.c_array(table.combine_chunks().to_batches()[0]),
}


@pytest.mark.parametrize("producer", PRODUCERS)
def test_every_producer_is_read(producer: str) -> None:
    data = PRODUCERS[producer](pa.table(TABLE))
    assert pa.table(weimu.apply(data, POLICY)).to_pydict() == MASKED


def duckdb_replacement(stream: weimu.Stream) -> dict[str, list[Any]]:
    return duckdb.connect().sql("select * from stream").to_arrow_table().to_pydict()


def pandas_dict(stream: weimu.Stream) -> dict[str, list[Any]]:
    frame = pd.DataFrame.from_arrow(stream)
    return {name: [None if pd.isna(value) else value for value in frame[name]] for name in frame}


def nanoarrow_dict(stream: weimu.Stream) -> dict[str, list[Any]]:
    rows = na.ArrayStream(stream).read_all().to_pylist()
    return {name: [row[name] for row in rows] for name in MASKED}


CONSUMERS: dict[str, Callable[[weimu.Stream], dict[str, list[Any]]]] = {
    "pyarrow table": lambda stream: pa.table(stream).to_pydict(),
    "pyarrow reader": lambda stream: pa.RecordBatchReader.from_stream(stream).read_all().to_pydict(),
    "polars": lambda stream: pl.DataFrame(stream).to_dict(as_series=False),
    "pandas": pandas_dict,
    "duckdb": duckdb_replacement,
    "nanoarrow": nanoarrow_dict,
}


@pytest.mark.parametrize("consumer", CONSUMERS)
@pytest.mark.parametrize("producer", ["pyarrow table", "polars", "polars categorical", "pandas"])
def test_every_consumer_reads(producer: str, consumer: str) -> None:
    if consumer == "nanoarrow" and producer.startswith("polars"):
        pytest.skip("nanoarrow 0.9.0 crashes on string views, read from Polars without weimu too")
    stream = weimu.apply(PRODUCERS[producer](pa.table(TABLE)), POLICY)
    assert CONSUMERS[consumer](stream) == MASKED


def test_a_polars_frame_comes_back_as_the_same_types() -> None:
    frame = pl.DataFrame(TABLE)
    assert pl.DataFrame(weimu.apply(frame, POLICY)).schema == frame.schema


def test_schema_metadata_survives() -> None:
    table = pa.table(TABLE).replace_schema_metadata({"origin": "registry"})
    assert pa.table(weimu.apply(table, POLICY)).schema.metadata[b"origin"] == b"registry"


@pytest.mark.parametrize("table", [pa.table(TABLE).slice(0, 0), pa.table(TABLE).schema.empty_table()])
def test_a_table_without_rows_stays_one(table: Table) -> None:
    masked = pa.table(weimu.apply(table, POLICY))
    assert masked.num_rows == 0 and masked.column_names == table.column_names


def test_empty_batches_between_full_ones_are_read() -> None:
    table = pa.table(TABLE)
    empty = table.slice(0, 0).to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)]
    reader = pa.RecordBatchReader.from_batches(table.schema, [*empty, *table.to_batches(), *empty])
    assert pa.table(weimu.apply(reader, POLICY)).to_pydict() == MASKED


def test_columns_of_nulls_stay_null() -> None:
    nulls = {name: pa.nulls(5, pa.string()) for name in ("姓名", "身份证号", "联系电话")} | {"金额": pa.nulls(5, pa.int64())}
    masked = pa.table(weimu.apply(pa.table(nulls), POLICY))
    assert all(column.null_count == 5 for column in masked.columns)


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (pl.DataFrame(TABLE).lazy(), "collect"),
        (ds.dataset(pa.table(TABLE)), "to_reader"),
        ({"a": [1]}, "DataFrame"),
        (np.array([1]), "DataFrame"),
        (None, "DataFrame"),
        ("residents.parquet", "DataFrame"),
    ],
)
def test_what_is_not_a_table_is_refused_with_what_to_pass(data: Any, hint: str) -> None:
    with pytest.raises(TypeError, match=hint):
        weimu.apply(data, POLICY)


@pytest.mark.parametrize("series", [pl.Series(["a"]), pd.Series(["a"]), pa.array(["a"]), pa.chunked_array([["a"]])])
def test_a_single_column_is_not_a_table(series: Any) -> None:
    with pytest.raises(TypeError, match="single column"):
        weimu.apply(series, POLICY)


def test_a_stream_of_ours_is_data_too() -> None:
    once = weimu.apply(pa.table(TABLE), POLICY)
    names = "".join(f"  {name}: {{ op: keep }}\n" for name in TABLE)
    keep = f"weimu: 1\nscenarios:\n  open: {{ unlisted: deny, types: {{}} }}\ncolumns:\n{names}checks: {{ leak: off }}\n"
    assert pa.table(weimu.apply(once, keep)).to_pydict() == MASKED


def test_text_that_is_not_utf8_is_refused_with_its_column() -> None:
    gbk = pa.array(["王小明".encode("gbk")], pa.binary()).cast(pa.binary())
    text = pa.Array.from_buffers(pa.string(), 1, gbk.buffers())
    table = pa.table({"姓名": text, "身份证号": pa.nulls(1, pa.string()), "联系电话": pa.nulls(1, pa.string()), "金额": [1]})
    stream = weimu.apply(table, POLICY)
    with pytest.raises(pa.ArrowInvalid, match="UTF-8"):
        pa.table(stream)
    assert isinstance(stream.error, weimu.DataError) and stream.error.column == "姓名"


def test_views_that_are_not_utf8_are_refused() -> None:
    binary = pa.array(["王小明".encode("gbk"), b"\xff" * 20], pa.binary_view())
    text = pa.Array.from_buffers(pa.string_view(), 2, binary.buffers())
    with pytest.raises(weimu.DataError, match="UTF-8"):
        weimu.find(text)
