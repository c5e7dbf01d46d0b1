"""The stand-in as a process of its own, to be killed: prints its address in one JSON line, then serves until it is ended."""

import argparse
import json
from contextlib import suppress

import anyio

from .server import StandIn


async def serve(port: int, is_stuck: bool) -> None:
    async with StandIn(port, polls_until_done=None if is_stuck else 1) as server:
        print(json.dumps({"url": server.url}), flush=True)
        await anyio.sleep_forever()


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.fake_acestep", description=__doc__)
    arguments.add_argument("--port", type=int, default=0, help="the port to listen on; 0 takes a free one")
    arguments.add_argument("--stuck", action="store_true", help="no job is ever done")
    given = arguments.parse_args()
    with suppress(KeyboardInterrupt):
        anyio.run(serve, given.port, given.stuck)


if __name__ == "__main__":
    main()
