"""Run every example: of the README, of the docs, and of the docstrings.

Properties are tried on the same examples in every CI run and on new ones by hand; no test depends
on how fast the machine is.
"""

import os
from doctest import ELLIPSIS

from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser
from sybil.sybil import SybilCollection

import pages as worked

settings.register_profile("by hand", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("by hand"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "by hand")

WORKED_THROUGH = ["write-a-template.md"]

blocks = PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)
readme = Sybil([blocks], filenames=["README.md"])
pages = Sybil([blocks, SkipParser()], path="docs", patterns=["*.md"], excludes=WORKED_THROUGH)
howtos = Sybil(
    worked.parsers(),
    path="docs",
    patterns=WORKED_THROUGH,
    setup=worked.enter,
    teardown=worked.leave,
)
docstrings = Sybil([DocTestParser(ELLIPSIS)], path="src/clm", patterns=["*.py"])

pytest_collect_file = SybilCollection([readme, pages, howtos, docstrings]).pytest()
