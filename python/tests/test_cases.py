"""The labelled cases of every kind, read from the files that the tests of the trunk read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import weimu

if sys.version_info < (3, 11):
    pytest.skip("tomllib came with Python 3.11", allow_module_level=True)

import tomllib

FILES = sorted((Path(__file__).parents[2] / "corpora" / "cases").glob("*.toml"))


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def found(text: str, kind: str | None) -> list[list[int]]:
    findings = weimu.find([text]).to_pylist()[0] or []
    return [[finding["start"], finding["end"]] for finding in findings if kind in (None, finding["kind"])]


def test_there_are_cases() -> None:
    assert len(FILES) > 25


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_values_are_judged_as_labelled(path: Path) -> None:
    cases = read(path)
    labelled = [(case["value"], True, None) for case in cases.get("valid", [])]
    labelled += [(case["value"], False, case["reason"]) for case in cases.get("invalid", [])]
    if not labelled:
        with pytest.raises(ValueError, match="kind"):
            weimu.validate(cases.get("kind", ""), ["x"])
        return
    verdicts = weimu.validate(cases["kind"], [value for value, *_ in labelled]).to_pylist()
    for (value, valid, reason), verdict in zip(labelled, verdicts, strict=True):
        assert verdict == {"valid": valid, "reason": reason}, (value, verdict)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_values_are_found_in_text_as_labelled(path: Path) -> None:
    cases = read(path)
    texts = [(case["text"], case["spans"]) for case in cases.get("text", [])]
    texts += [(case["text"], []) for case in cases.get("silent", [])]
    assert texts
    for text, spans in texts:
        assert found(text, cases.get("kind")) == spans, text
