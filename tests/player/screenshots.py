"""Pictures of the page, to be looked at: `python -m tests.player.screenshots FOLDER [WORD …]`, those whose names hold a word."""

import sys
import tempfile
from pathlib import Path

from .bench import stand


def main() -> None:
    folder, *words = sys.argv[1:]
    out = Path(folder).absolute()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, stand(Path(scratch)) as running:
        print(running.run("screenshots.mjs", {"out": str(out), "words": words}), end="")


if __name__ == "__main__":
    main()
