"""Speed and memory of clm beside other engines: `python -m benchmarks.run` remakes all tables."""
