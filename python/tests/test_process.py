"""Threads, forks and memory."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import weimu
from conftest import MASKED, POLICY, TABLE

Alone = Callable[[str], "subprocess.CompletedProcess[str]"]


def test_several_threads_apply_one_policy() -> None:
    policy = weimu.Policy.parse(POLICY)
    with ThreadPoolExecutor(4) as pool:
        tables = list(pool.map(lambda _: pa.table(weimu.apply(pa.table(TABLE), policy)).to_pydict(), range(16)))
    assert all(table == MASKED for table in tables)


def test_a_forked_child_works_after_its_parent_did(alone: Alone) -> None:
    done = alone(
        """
        import multiprocessing, pyarrow as pa, weimu
        from conftest import POLICY, TABLE
        wide = pa.concat_tables([pa.table(TABLE)] * 100).combine_chunks()
        def rows():
            return pa.table(weimu.apply(wide, POLICY)).num_rows, len(weimu.find(wide["身份证号"]))
        expected = rows()
        with multiprocessing.get_context("fork").Pool(2) as pool:
            assert [pool.apply_async(rows).get(timeout=60) for _ in range(4)] == [expected] * 4
        print("done")
        """
    )
    assert done.stdout == "done\n"


def test_three_million_rows_take_the_memory_of_their_batches(alone: Alone) -> None:
    done = alone(
        """
        import resource, pyarrow as pa, weimu
        from conftest import POLICY, TABLE
        batch = pa.concat_tables([pa.table(TABLE)] * 200).combine_chunks().to_batches()[0]
        peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        def run(batches):
            reader = pa.RecordBatchReader.from_batches(batch.schema, (batch for _ in range(batches)))
            return sum(b.num_rows for b in pa.RecordBatchReader.from_stream(weimu.apply(reader, POLICY)))
        run(2)
        before = peak()
        assert run(50) == 50 * batch.num_rows == 3_000_000
        print(peak() - before)
        """
    )
    assert int(done.stdout) < 100, f"{done.stdout.strip()} MB more than two batches took"
