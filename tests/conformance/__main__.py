"""`python -m tests.conformance`: a line for every run, and exit code 1 if anything is wrong."""

import sys

from .runs import everything


def main() -> None:
    good = True
    for verdict in everything():
        good &= not verdict.wrong
        print(f"{'✗' if verdict.wrong else '✓'} {verdict.title}: {verdict.checks} held", flush=True)
        for line in verdict.wrong:
            print(f"    wrong: {line}")
        for line in verdict.excused:
            print(f"    not for us: {line}")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
