"""What a test needs beside Python packages may be missing on a laptop, but not where CI runs."""

import os

import pytest


def missing(what):
    """Skip a test for want of something; with CLM_SERVERS=required in the environment, fail."""
    if os.environ.get("CLM_SERVERS") == "required":
        pytest.fail(f"{what} is not installed, and CLM_SERVERS says that it is required")
    pytest.skip(f"{what} is not installed")
