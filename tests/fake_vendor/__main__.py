"""The fake vendor as a process of its own: prints one JSON line with its address, then serves until it is ended."""

import argparse
import json
from contextlib import suppress

import anyio

from .server import FakeVendor


async def serve(port: int) -> None:
    async with FakeVendor(port) as fake:
        print(json.dumps({"url": fake.url, "key": fake.key}), flush=True)
        await anyio.sleep_forever()


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.fake_vendor", description=__doc__)
    arguments.add_argument("--port", type=int, default=0, help="the port to listen on; 0 takes a free one")
    with suppress(KeyboardInterrupt):
        anyio.run(serve, arguments.parse_args().port)


if __name__ == "__main__":
    main()
