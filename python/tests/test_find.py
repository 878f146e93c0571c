"""Finding and validating values."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import weimu
from conftest import id_card
from hypothesis import given, settings
from hypothesis import strategies as st

VECTORS = Path(os.environ.get("WEIMU_SHARED", Path(__file__).parents[3] / "shared")) / "vectors"

TEXT = "😀住户王某,证号11010519491231002X,电话13812345678。"
TEXTS = [TEXT, None, "", "没有", "再打13900001111"]


def test_offsets_are_characters() -> None:
    found = weimu.find(TEXTS).to_pylist()
    assert [None if f is None else [(TEXTS[i][x["start"] : x["end"]], x["kind"]) for x in f] for i, f in enumerate(found)] == [  # type: ignore[index]
        [("11010519491231002X", "id_card"), ("13812345678", "mobile")],
        None,
        [],
        [],
        [("13900001111", "mobile")],
    ]


def test_the_array_has_the_type_that_is_documented() -> None:
    item = pa.struct(
        [
            pa.field("start", pa.int64(), False),
            pa.field("end", pa.int64(), False),
            pa.field("kind", pa.string(), False),
            pa.field("confidence", pa.float64(), False),
        ]
    )
    array = pa.array(weimu.find(TEXTS))
    assert array.type == pa.list_(pa.field("item", item, False))
    array.validate(full=True)
    assert array.to_pylist() == weimu.find(TEXTS).to_pylist()
    assert pa.field(weimu.find(TEXTS)).type == array.type
    assert pl.Series(weimu.find(TEXTS)).to_list() == array.to_pylist()


COLUMNS = {
    "list": lambda: TEXTS,
    "tuple": lambda: tuple(TEXTS),
    "generator": lambda: (text for text in TEXTS),
    "polars": lambda: pl.Series(TEXTS),
    "polars categorical": lambda: pl.Series(TEXTS, dtype=pl.Categorical),
    "pandas": lambda: pd.Series(TEXTS),
    "pandas object": lambda: list(pd.Series(TEXTS, dtype=object)),
    "pyarrow": lambda: pa.array(TEXTS),
    "pyarrow slice": lambda: pa.array(["x13812345678"] + TEXTS + ["13812345678"]).slice(1, len(TEXTS)),
    "pyarrow large": lambda: pa.array(TEXTS, pa.large_string()),
    "pyarrow view": lambda: pa.array(TEXTS, pa.string_view()),
    "pyarrow dictionary": lambda: pa.array(TEXTS).dictionary_encode(),
    "pyarrow chunks": lambda: pa.chunked_array([TEXTS[:2], [], TEXTS[2:]], pa.string()),
}


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_of_text_is_read(column: str) -> None:
    assert weimu.find(COLUMNS[column]()).to_pylist() == weimu.find(TEXTS).to_pylist()


def test_a_long_column_is_found_as_its_values_are() -> None:
    texts = [None if i % 17 == 0 else f"第{i}号,证号{id_card(i)}。" if i % 3 else "无" for i in range(20_000)]
    whole = weimu.find(texts)
    for i in (0, 1, 2, 4095, 4096, 4097, 12_345, 19_999):
        assert whole[i] == weimu.find([texts[i]])[0]
    assert sum(len(found) for found in whole.to_pylist() if found) == sum(text not in (None, "无") for text in texts)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789Xx-, 住址号😀é电话13811010519491231002"), max_size=60))
def test_spans_lie_in_their_text(text: str) -> None:
    for found in weimu.find([text])[0]:
        assert 0 <= found["start"] < found["end"] <= len(text)
        assert 0 < found["confidence"] <= 1


def test_an_array_is_a_sequence() -> None:
    array = weimu.find(TEXTS)
    assert len(array) == 5 and array[-1] == array[4] and array[1] is None
    assert [len(found) for found in array if found is not None] == [2, 0, 0, 1]
    with pytest.raises(IndexError):
        array[5]
    with pytest.raises(IndexError):
        array[-6]
    assert len(weimu.find([])) == 0


@pytest.mark.parametrize(
    "values", ["11010519491231002X", [1], [TEXT, b"x"], 7, pa.array([1]), pa.table({"a": ["x"]}), ["\ud800"], [float("nan")]]
)
def test_what_is_not_text_is_refused_and_not_shown(values: Any) -> None:
    with pytest.raises(TypeError) as caught:
        weimu.find(values)
    assert "1101" not in str(caught.value)


def test_values_are_validated_with_a_reason() -> None:
    verdicts = weimu.validate("id_card", ["11010519491231002X", "110105194912310021", "1101", None])
    array = pa.array(verdicts)
    assert array.type == pa.struct([("valid", pa.bool_()), ("reason", pa.string())])
    assert array.to_pylist() == [
        {"valid": True, "reason": None},
        {"valid": False, "reason": "checksum"},
        {"valid": False, "reason": "length"},
        {"valid": None, "reason": None},
    ]
    assert verdicts.to_pylist() == array.to_pylist()


def test_kinds_without_a_validator_are_refused_with_those_that_have_one() -> None:
    for kind in ("name", "nothing"):
        with pytest.raises(ValueError, match="id_card"):
            weimu.validate(kind, ["x"])


def test_identifiers_are_judged_as_the_vectors_say() -> None:
    path = VECTORS / "identifiers.json"
    if not path.exists():
        pytest.skip(f"not present: {path}")
    examples = json.loads(path.read_text(encoding="utf-8"))["examples"]
    judged = 0
    for section, kind in (("resident_id_18", "id_card"), ("resident_id_15", "id_card"), ("uscc", "uscc")):
        for case in examples[section]:
            if case["expect"] in ("valid", "invalid"):
                verdict = weimu.validate(kind, [case["value"]])[0]
                assert verdict["valid"] == (case["expect"] == "valid"), (kind, case, verdict)
                judged += 1
    assert judged > 10
