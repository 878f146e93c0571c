"""What goes wrong between Arrow libraries, each once seen and each kept away here."""

from __future__ import annotations

import subprocess
import tomllib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import weimu
from conftest import MASKED, POLICY, ROWS, TABLE

Alone = Callable[[str], "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).parents[2]


def kept(*names: str) -> str:
    columns = "".join(f"  {name}: {{ op: keep }}\n" for name in names)
    return f"weimu: 1\nscenarios:\n  open:\n    unlisted: deny\n    types: {{}}\ncolumns:\n{columns}checks: {{ leak: off }}\n"


def test_01_polars_null_columns_are_read() -> None:
    frame = pl.DataFrame(
        {"n": [None, None], "list": [[None], []], "x": ["a", "b"]},
        schema={"n": pl.Null, "list": pl.List(pl.Null), "x": pl.String},
    ).with_columns(pl.struct(pl.col("n"), pl.col("x")).alias("s"))
    for _ in range(50):
        table = pa.table(weimu.apply(frame, kept("n", "list", "x", "s")))
        assert table.to_pydict() == frame.to_dict(as_series=False)


def test_02_polars_int128_is_refused_by_the_name_of_its_column() -> None:
    frame = pl.DataFrame({"a": [1], "big": [2]}).with_columns(pl.col("big").cast(pl.Int128))
    with pytest.raises(weimu.DataError, match="big") as caught:
        weimu.apply(frame, kept("a", "big"))
    assert caught.value.column == "big"


def test_02_polars_objects_are_refused_because_they_are_addresses() -> None:
    frame = pl.DataFrame({"a": [1]}).with_columns(pl.Series("o", [object()], dtype=pl.Object))
    with pytest.raises(weimu.DataError, match="Object") as caught:
        weimu.apply(frame, kept("a", "o"))
    assert caught.value.column == "o"
    with pytest.raises(weimu.DataError):
        weimu.scan(frame)


class Watched:
    """Counts how often a consumer asks for the stream and for the schema."""

    def __init__(self, stream: weimu.Stream) -> None:
        self.stream, self.streams, self.schemas = stream, 0, 0

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        self.streams += 1
        return self.stream.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> Any:
        self.schemas += 1
        return self.stream.__arrow_c_schema__()


def test_03_duckdb_reads_a_stream_once_because_it_can_ask_for_the_schema() -> None:
    stream = weimu.apply(pa.table(TABLE), POLICY)
    watched = Watched(stream)
    assert duckdb.connect().sql("select count(*) from watched").fetchall() == [(ROWS,)]
    assert watched.streams == 1 and watched.schemas >= 1
    with pytest.raises(weimu.StreamError, match="once"):
        stream.__arrow_c_stream__()


def test_03_the_schema_can_be_asked_for_without_reading() -> None:
    stream = weimu.apply(pa.table(TABLE), POLICY)
    assert pa.schema(stream) == pa.schema(stream) == pa.table(stream).schema


def test_04_duckdb_reads_from_one_connection_and_writes_to_another() -> None:
    source, sink = duckdb.connect(), duckdb.connect()
    table = pa.table(TABLE)
    source.register("residents", table)
    stream = weimu.apply(source.sql("select * from residents"), POLICY)
    sink.execute("create table masked as select * from stream")
    assert sink.sql("select * from masked").to_arrow_table().to_pydict() == MASKED


def test_05_input_is_pulled_on_the_thread_that_reads_and_on_no_other() -> None:
    threads = set()

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in pa.table(TABLE).to_batches(max_chunksize=50):
            threads.add(threading.get_ident())
            yield batch

    schema = pa.table(TABLE).schema
    for batch in pa.RecordBatchReader.from_stream(
        weimu.apply(pa.RecordBatchReader.from_batches(schema, batches()), POLICY)
    ):
        assert batch.num_rows > 0
    assert threads == {threading.get_ident()}


def test_05_nothing_is_pulled_before_the_result_is_read() -> None:
    pulled = []

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in pa.table(TABLE).to_batches(max_chunksize=50):
            pulled.append(batch.num_rows)
            yield batch

    stream = weimu.apply(pa.RecordBatchReader.from_batches(pa.table(TABLE).schema, batches()), POLICY)
    assert pulled == []
    next(iter(pa.RecordBatchReader.from_stream(stream)))
    assert pulled == [50]


GREEDY = """
    import logging, pyarrow as pa, weimu
    from conftest import POLICY, TABLE
    from c_stream import rows_with_the_lock_held
    {setup}
    wide = pa.concat_tables([pa.table(TABLE)] * 200).combine_chunks()
    def batches():
        for batch in wide.to_batches():
            yield batch
    reader = pa.RecordBatchReader.from_batches(wide.schema, batches())
    assert rows_with_the_lock_held(weimu.apply(reader, POLICY)) == wide.num_rows
"""


def test_05_a_python_producer_and_a_consumer_that_keeps_the_lock_do_not_deadlock(alone: Alone) -> None:
    alone(GREEDY.format(setup=""))


def test_06_no_thread_of_ours_logs_to_python(alone: Alone) -> None:
    packages = {package["name"] for package in tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]}
    assert "pyo3" in packages and "pyo3-log" not in packages
    done = alone(GREEDY.format(setup="logging.basicConfig(level=0)"))
    assert "weimu" not in done.stderr


def test_07_a_panic_in_the_reader_is_an_error_and_quotes_nothing(alone: Alone) -> None:
    done = alone(
        """
        import pyarrow as pa, polars as pl, duckdb, weimu
        from c_stream import Tampered, rows_with_the_lock_held
        from conftest import POLICY, TABLE
        batch = pa.table(TABLE).to_batches()[0]
        for read in (pa.table, pl.DataFrame, rows_with_the_lock_held, lambda s: duckdb.sql("select * from s").fetchall()):
            stream = weimu.apply(Tampered(batch, n_children=1), POLICY)
            try:
                read(stream)
            except Exception as error:
                assert "weimu" in str(error), error
                assert type(stream.error) is weimu.InternalError, stream.error
                assert "1101" not in str(error)
            else:
                raise SystemExit("it was read")
        try:
            weimu.scan(Tampered(batch, n_children=1))
        except weimu.InternalError:
            print("alive")
        """
    )
    assert done.stdout == "alive\n"
    assert "1101" not in done.stderr


def test_08_what_a_source_raises_is_not_repeated() -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.table(TABLE).to_batches()[0]
        raise ValueError("bad row 11010519491231002X")

    for read in (pa.table, pl.DataFrame):
        reader = pa.RecordBatchReader.from_batches(pa.table(TABLE).schema, batches())
        stream = weimu.apply(reader, POLICY)
        with pytest.raises(Exception, match="producer of the input failed") as caught:
            read(stream)
        assert "1101" not in str(caught.value)
        assert isinstance(stream.error, weimu.DataError)


def test_09_a_requested_schema_changes_nothing() -> None:
    frame = pl.DataFrame({"姓名": ["王小明"], "身份证号": [None], "联系电话": [None], "金额": [1]}, strict=False)
    frame = frame.with_columns(pl.col("身份证号", "联系电话").cast(pl.String))
    own = pa.schema(weimu.apply(frame, POLICY))
    asked = pa.schema([pa.field(field.name, pa.string()) for field in own])
    read = pa.RecordBatchReader.from_stream(weimu.apply(frame, POLICY), schema=asked).read_all()
    assert read.schema == own
    assert read["姓名"].to_pylist() == ["王**"]


def test_10_a_polars_categorical_can_be_written_to_parquet(tmp_path: Path) -> None:
    frame = pl.DataFrame(TABLE).with_columns(pl.col("姓名").cast(pl.Categorical))
    table = pa.table(weimu.apply(frame, POLICY))
    assert pa.types.is_dictionary(table.schema.field("姓名").type)
    pq.write_table(table, tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet")["姓名"].to_pylist() == MASKED["姓名"]

    kept_table = pa.table(weimu.apply(frame.select("姓名"), kept("姓名")))
    pq.write_table(kept_table, tmp_path / "kept.parquet")
    assert pq.read_table(tmp_path / "kept.parquet")["姓名"].to_pylist() == TABLE["姓名"]


def test_11_a_kept_column_is_not_copied() -> None:
    table = pa.table(TABLE)
    masked = pa.table(weimu.apply(table, POLICY))
    address = lambda table: table["金额"].chunk(0).buffers()[1].address  # noqa: E731
    assert address(masked) == address(table)


def test_11_slices_are_read_where_they_begin() -> None:
    table = pa.table(TABLE).slice(37, 41)
    masked = pa.table(weimu.apply(table, POLICY))
    assert masked.to_pydict() == {name: values[37:78] for name, values in MASKED.items()}


@pytest.mark.parametrize("read", [pa.table, pl.DataFrame], ids=["pyarrow", "polars"])
def test_12_other_threads_run_while_a_stream_is_read(read: Callable[[Any], Any]) -> None:
    wide = pa.concat_tables([pa.table(TABLE)] * 2000)
    ticks, stop = 0, threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not stop.is_set():
            ticks += 1
            time.sleep(0)

    stream = weimu.apply(wide, POLICY)
    ticker = threading.Thread(target=tick)
    ticker.start()
    before, start = ticks, time.perf_counter()
    read(stream)
    during, seconds = ticks - before, time.perf_counter() - start
    stop.set()
    ticker.join()
    assert during > 50 * seconds, f"{during} ticks in {seconds:.2f} s"
