"""``python -m clm`` is the command ``clm``."""

from clm.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
