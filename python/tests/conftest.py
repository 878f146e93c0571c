"""The table, the policy and the keyring that the tests share."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import weimu

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_card(serial: int) -> str:
    """A valid number (GB 11643-1999, MOD 11-2 of GB/T 17710 written out)."""
    body = f"110105{1950 + serial % 50}0{1 + serial % 9}{1 + serial % 28:02}{serial % 1000:03}"
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, body)) % 11]


def masked(value: str | None, first: int, last: int) -> str | None:
    """What `mask` gives, written out."""
    if value is None:
        return None
    if len(value) <= first + last:
        return "*" * len(value)
    return value[:first] + "*" * (len(value) - first - last) + value[len(value) - last :]


ROWS = 300
TABLE: dict[str, list[str | None] | list[int]] = {
    "姓名": [None if i % 7 == 3 else "欧阳娜娜" if i % 5 == 0 else "王小明" for i in range(ROWS)],
    "身份证号": [None if i % 11 == 5 else id_card(i) for i in range(ROWS)],
    "联系电话": [None if i % 13 == 1 else f"138{i:08}" for i in range(ROWS)],
    "金额": list(range(ROWS)),
}
MASKED = {
    "姓名": [masked(value, 1, 0) for value in TABLE["姓名"]],  # type: ignore[arg-type]
    "身份证号": [masked(value, 3, 2) for value in TABLE["身份证号"]],  # type: ignore[arg-type]
    "联系电话": [masked(value, 3, 4) for value in TABLE["联系电话"]],  # type: ignore[arg-type]
    "金额": TABLE["金额"],
}

POLICY = """
weimu: 1
dataset: residents
keys:
  person: { keyring: person }
default: open
scenarios:
  open:
    unlisted: deny
    types:
      name:    { op: mask, keep_first: 1 }
      id_card: { op: mask, keep_first: 3, keep_last: 2 }
      phone:   { op: mask, keep_first: 3, keep_last: 4 }
  share:
    unlisted: deny
    types:
      name:    { op: tokenize, key: person }
      id_card: { op: tokenize, key: person, domain: person }
      phone:   { op: encrypt, key: person }
columns:
  姓名:     { type: name }
  身份证号: { type: id_card }
  联系电话: { type: phone }
  金额:     { op: keep }
"""


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A keyring file with the key that the policy names; its passphrase is "correct horse"."""
    path = tmp_path_factory.mktemp("keys") / "person.keyring"
    keyring = weimu.Keyring.create()
    keyring.add("person")
    keyring.save(path, "correct horse")
    return path


@pytest.fixture(scope="session")
def alone() -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Runs a program in a process of its own: a deadlock or an abort there is a failure here."""

    def run(program: str) -> subprocess.CompletedProcess[str]:
        prelude = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        command = [sys.executable, "-c", prelude + textwrap.dedent(program)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return run
