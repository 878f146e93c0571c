"""Applying, revealing, and what is said when that is refused."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
import weimu
from conftest import MASKED, POLICY, ROWS, TABLE, id_card
from hypothesis import given, settings
from hypothesis import strategies as st

OPEN = "open"


def test_a_policy_is_a_path_or_text_or_an_object(tmp_path: Path) -> None:
    path = tmp_path / "open.yaml"
    path.write_text(POLICY, encoding="utf-8")
    for policy in (POLICY, path, str(path), weimu.Policy.parse(POLICY), weimu.Policy.load(path)):
        assert pa.table(weimu.apply(pa.table(TABLE), policy)).to_pydict() == MASKED


def test_a_built_in_policy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    masked = pa.table(weimu.apply(pa.table(TABLE), "open"))
    originals = {value for value in TABLE["身份证号"] if value}
    assert not originals & set(masked["身份证号"].to_pylist())
    assert weimu.Policy.builtin("open").scenarios == ["open"]
    with pytest.raises(ValueError, match="open"):
        weimu.Policy.builtin("nothing")


def test_what_was_sealed_is_revealed(keyring: Path) -> None:
    sealed = pa.table(
        weimu.apply(pa.table(TABLE), POLICY, scenario="share", keyring=keyring, passphrase="correct horse")
    )
    for name in ("姓名", "身份证号", "联系电话"):
        values = [value for value in TABLE[name] if value]
        assert not set(values) & set(sealed[name].to_pylist())
        assert sealed[name].null_count == ROWS - len(values)
    opened = weimu.reveal(sealed, POLICY, keyring=keyring, scenario="share", passphrase="correct horse")
    assert pa.table(opened).to_pydict() == TABLE


def test_only_the_columns_asked_for_are_revealed(keyring: Path) -> None:
    ring = weimu.Keyring.open(keyring, "correct horse")
    sealed = pa.table(weimu.apply(pl.DataFrame(TABLE), POLICY, scenario="share", keyring=ring))
    opened = pa.table(weimu.reveal(sealed, POLICY, keyring=ring, scenario="share", columns=["身份证号"]))
    assert opened["身份证号"].to_pylist() == TABLE["身份证号"]
    assert opened["联系电话"].to_pylist() == sealed["联系电话"].to_pylist()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=40).filter(lambda text: "\x00" not in text)), max_size=20))
def test_any_text_comes_back_byte_for_byte(values: list[str | None]) -> None:
    ring = weimu.Keyring.create("intl")
    ring.add("person")
    policy = "\n".join(
        [
            "weimu: 1",
            "dataset: any",
            "keys: { person: { keyring: person } }",
            "scenarios: { share: { unlisted: deny, types: {} } }",
            "columns: { x: { op: encrypt, key: person }, y: { op: tokenize, key: person } }",
        ]
    )
    data = {"x": pa.array(values, pa.string()), "y": pa.array(values, pa.string())}
    sealed = pa.table(weimu.apply(pa.table(data), policy, keyring=ring))
    opened = pa.table(weimu.reveal(sealed, policy, keyring=ring))
    assert opened["x"].to_pylist() == values and opened["y"].to_pylist() == values


def test_values_replaced_within_their_format_stay_valid_and_are_revealed(keyring: Path) -> None:
    policy = """
weimu: 1
keys: { person: { keyring: person } }
scenarios: { share: { types: { id_card: { op: fpe, key: person }, phone: { op: fpe, key: person, keep_prefix: 3 } } } }
columns: { 身份证号: { type: id_card }, 联系电话: { type: phone }, 备注: { scan: text } }
"""
    ring = weimu.Keyring.open(keyring, "correct horse")
    data = {
        "身份证号": ["11010519491231002X", None, "11010519491231002x"],
        "联系电话": ["138-0013-8000", "13800138000", None],
        "备注": ["证号11010519491231002X，电话13800138000。", None, "无"],
    }
    sealed = pa.table(weimu.apply(pa.table(data), policy, keyring=ring)).to_pydict()
    number, token = sealed["身份证号"][0], sealed["身份证号"][2]
    assert number != data["身份证号"][0] and token.startswith("wt1.")
    assert weimu.validate("id_card", [number]).to_pylist()[0]["valid"]
    phone = sealed["联系电话"][1]
    assert phone.startswith("138") and sealed["联系电话"][0].replace("-", "") == phone
    assert sealed["备注"][0] == f"证号{number}，电话{phone}。"
    opened = weimu.reveal(pa.table(sealed), policy, keyring=ring)
    assert pa.table(opened).to_pydict() == data


def test_a_changed_value_is_not_revealed(keyring: Path) -> None:
    ring = weimu.Keyring.open(keyring, "correct horse")
    sealed = pa.table(weimu.apply(pa.table(TABLE), POLICY, scenario="share", keyring=ring)).to_pydict()
    token = sealed["身份证号"][0]
    sealed["身份证号"][0] = token[:-3] + ("A" if token[-3] != "A" else "B") + token[-2:]
    stream = weimu.reveal(pa.table(sealed), POLICY, keyring=ring, scenario="share")
    with pytest.raises(pa.ArrowInvalid, match="altered"):
        pa.table(stream)
    assert isinstance(stream.error, weimu.DataError)
    assert (stream.error.column, stream.error.row) == ("身份证号", 0)


def test_a_leak_is_refused_with_its_column_and_row() -> None:
    policy = POLICY.replace("金额:     { op: keep }", "备注: { op: keep }")
    notes = ["没有", "没有", f"证号{id_card(7)}"] + ["没有"] * (ROWS - 3)
    table = pa.table({**{k: v for k, v in TABLE.items() if k != "金额"}, "备注": notes})
    stream = weimu.apply(table, policy)
    with pytest.raises(pa.ArrowInvalid, match="no rule explains"):
        pa.table(stream)
    error = stream.error
    assert isinstance(error, weimu.LeakError) and error.class_ == "gate"
    assert error.leaks == (weimu.Leak("备注", "id_card", 1, 2),)
    assert id_card(7) not in str(error)


def test_every_fault_of_a_policy_is_told_at_once() -> None:
    with pytest.raises(weimu.PolicyError) as caught:
        weimu.Policy.parse("weimu: 1\nscenarios:\n  open:\n    unlisted: maybe\n    typos: {}\n")
    faults = caught.value.faults
    assert len(faults) >= 2 and {fault.line for fault in faults} >= {4, 5}
    assert all(fault.message and isinstance(fault, weimu.Fault) for fault in faults)
    assert caught.value.class_ == "refused"


def test_a_column_that_no_rule_names_is_refused_before_the_first_row() -> None:
    table = pa.table({**TABLE, "备注": ["x"] * ROWS})
    with pytest.raises(weimu.PolicyError, match="备注"):
        weimu.apply(table, POLICY)


def test_keyring_errors(keyring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table(TABLE)
    monkeypatch.delenv("WEIMU_PASSPHRASE", raising=False)
    with pytest.raises(weimu.KeyringError, match="keyring"):
        weimu.apply(table, POLICY, scenario="share")
    with pytest.raises(weimu.KeyringError, match="WEIMU_PASSPHRASE"):
        weimu.apply(table, POLICY, scenario="share", keyring=keyring)
    with pytest.raises(weimu.KeyringError, match="passphrase"):
        weimu.apply(table, POLICY, scenario="share", keyring=keyring, passphrase="wrong")
    with pytest.raises(weimu.KeyringError, match="person"):
        weimu.apply(table, POLICY, scenario="share", keyring=weimu.Keyring.create())
    monkeypatch.setenv("WEIMU_PASSPHRASE", "correct horse")
    assert pa.table(weimu.apply(table, POLICY, scenario="share", keyring=str(keyring))).num_rows == ROWS
    with pytest.raises(TypeError, match="keyring"):
        weimu.apply(table, POLICY, scenario="share", keyring=3)  # type: ignore[arg-type]


def test_a_file_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError) as caught:
        weimu.apply(pa.table(TABLE), tmp_path / "missing.yaml")
    assert isinstance(caught.value, weimu.FileError) and "missing.yaml" in str(caught.value)


def test_a_keyring_is_managed(tmp_path: Path) -> None:
    ring = weimu.Keyring.create("gm")
    first = ring.add("person")
    second = ring.rotate("person")
    assert ring.profile == "gm"
    path = tmp_path / "k"
    ring.save(path, "p")
    with pytest.raises(weimu.Error):
        ring.save(path, "p")
    ring.set_state(first, "disabled")
    ring.save(path, "p", replace=True)
    keys = {key["id"]: key for key in weimu.Keyring.open(path, "p").list()}
    assert keys[first]["state"] == "disabled" and not keys[first]["primary"]
    assert keys[second]["state"] == "enabled" and keys[second]["primary"]
    with pytest.raises(weimu.KeyringError, match="person"):
        ring.add("person")
    with pytest.raises(ValueError, match="enabled"):
        ring.set_state(first, "asleep")  # type: ignore[arg-type]


def test_errors_can_be_pickled_and_copied() -> None:
    with pytest.raises(weimu.PolicyError) as caught:
        weimu.Policy.parse("weimu: 2\n")
    for again in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert (type(again), str(again), again.faults) == (weimu.PolicyError, str(caught.value), caught.value.faults)


def test_messages_are_in_the_language_chosen() -> None:
    try:
        weimu.set_language("zh")
        with pytest.raises(weimu.PolicyError, match="策略被拒绝"):
            weimu.Policy.parse("weimu: 2\n")
    finally:
        weimu.set_language("en")
    with pytest.raises(weimu.PolicyError, match="refused"):
        weimu.Policy.parse("weimu: 2\n")
    with pytest.raises(ValueError, match="zh"):
        weimu.set_language("fr")  # type: ignore[arg-type]


def test_a_scan_says_what_columns_hold() -> None:
    profile = weimu.scan(pa.table(TABLE))
    assert profile["rows"] == ROWS
    columns = {column["name"]: column for column in profile["columns"]}
    assert columns["身份证号"]["type"] == "id_card" and columns["身份证号"]["level"] == 3
    assert columns["身份证号"]["findings"]["id_card"] == ROWS - pa.table(TABLE)["身份证号"].null_count
    assert columns["联系电话"]["type"] in ("mobile", "phone")
    assert columns["金额"]["type"] == "none"
    assert 0 < columns["身份证号"]["confidence"] <= 1
    text = json.dumps(profile, ensure_ascii=False)
    assert id_card(0) not in text


def test_a_report_counts_and_is_complete_when_the_stream_has_ended() -> None:
    stream = weimu.apply(pa.table(TABLE), POLICY)
    assert not stream.report()["complete"]
    pa.table(stream)
    report = stream.report()
    assert report["complete"] and report["rows"] == ROWS
    columns = {column["name"]: column for column in report["columns"]}
    assert columns["姓名"]["action"] == "mask"
    assert columns["姓名"]["values"] + columns["姓名"]["nulls"] == ROWS
    assert id_card(0) not in json.dumps(report, ensure_ascii=False)
    assert stream.error is None


def test_an_abandoned_stream_releases_its_source() -> None:
    stream = weimu.apply(pa.table(TABLE).to_reader(max_chunksize=10), POLICY)
    reader = pa.RecordBatchReader.from_stream(stream)
    reader.read_next_batch()
    reader.close()
    assert not stream.report()["complete"]


def test_representations_hold_no_value(keyring: Path) -> None:
    stream: Any = weimu.apply(pa.table(TABLE), POLICY)
    assert id_card(0) not in repr(stream)
    ring = weimu.Keyring.open(keyring, "correct horse")
    assert repr(ring) == "<weimu.Keyring of 1 key versions>"
    assert "11010519491231002X" not in repr(weimu.find(["11010519491231002X"]))


def test_a_policy_is_explained() -> None:
    policy = weimu.Policy.parse(POLICY)
    assert policy.scenarios == ["open", "share"] and policy.dataset == "residents"
    assert "id_card" in policy.explain("share")
    policy.check()
