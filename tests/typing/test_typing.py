"""The types that users' own checkers see."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.mark.skipif(find_spec("mypy") is None, reason="mypy comes with the lint group only")
def test_the_public_names_have_the_types_that_they_promise(tmp_path):
    """mypy, strictly; an error that is expected and does not come is one too."""
    command = [sys.executable, "-m", "mypy", "--strict", "--warn-unused-ignores"]
    options = ["--config-file", "", "--cache-dir", str(tmp_path), "--follow-imports", "silent"]
    done = subprocess.run(  # noqa: S603
        [*command, *options, str(HERE / "public_api.py")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"MYPYPATH": str(ROOT / "src"), "PATH": ""},
    )
    assert done.stdout.startswith("Success"), done.stdout + done.stderr
