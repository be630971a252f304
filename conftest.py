"""Run every example: of the README, of the docs, and of the docstrings."""

from doctest import ELLIPSIS

from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser
from sybil.sybil import SybilCollection

blocks = PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)
readme = Sybil([blocks], filenames=["README.md"])
pages = Sybil([blocks], path="docs", patterns=["*.md"])
docstrings = Sybil([DocTestParser(ELLIPSIS)], path="src/clm", patterns=["*.py"])

pytest_collect_file = SybilCollection([readme, pages, docstrings]).pytest()
