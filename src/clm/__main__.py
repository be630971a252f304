"""``python -m clm`` is the command ``clm``."""

import sys

from clm.cli import main

if __name__ == "__main__":
    sys.exit(main())
