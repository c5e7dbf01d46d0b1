"""`python -m tests.fault_machine --runs 1000 --seed 1`: the nightly form. Ends with 1 when anything was lost or paid twice."""

import argparse
import logging
import sys
import time
from functools import partial
from pathlib import Path

import anyio

from .runs import run_all


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fault_machine", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="of the first; each run has the next")
    parser.add_argument("--keep", type=Path, help="a folder where the trees' ledgers and logs are left")
    arguments = parser.parse_args()
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it remarks on every pipe whose other end was killed
    began = time.monotonic()
    seeds = range(arguments.seed, arguments.seed + arguments.runs)
    result = anyio.run(partial(run_all, seeds, partial(print, flush=True), keep=arguments.keep))
    print("What happened:", ", ".join(f"{where} {count}" for where, count in sorted(result.struck.items())), file=sys.stderr)
    print(f"{result.line} ({time.monotonic() - began:.0f} s)")
    sys.exit(0 if result.findings.is_clean else 1)


if __name__ == "__main__":
    main()
