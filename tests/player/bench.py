"""The stand of the browser tests: our HTTP server with two owners, a fake vendor, Chromium, and a host made of npm packages."""

import json
import os
import re
import shutil
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from producer_mcp.server.http.token_file import mint

from ..clients.sandbox import node_room, play
from ..fake_vendor import FakeVendor
from ..http_server_process import http_server_process
from ..studio_client import environment_of, settings_for

PAGES = Path(__file__).parent / "browser"
OWNERS = ("alice", "bob")
VENDOR = "musicapi"
"""The hosted vendor that the fake one stands in for; the songs of most checks are the offline composer's."""
RUN_TIMEOUT_SECONDS = 240
PACE = 20
"""The setting `pace`: so fast are a hosted vendor's tasks looked at."""
CHECK = re.compile(r'^check\("([^"]+)"', re.MULTILINE)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The path of a Chromium of this machine."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@dataclass(frozen=True)
class Stand:
    """Our server and the fake vendor, and the folder where the host is built and the checks are run."""

    folder: Path
    server: str
    fake: FakeVendor
    tokens: Mapping[str, str]
    host_port: int
    """Where the host's page is served, whose origin the server lets call it."""

    def run(self, program: str, order: Mapping[str, object], *, within: float = RUN_TIMEOUT_SECONDS) -> str:
        """What a program of `browser/` prints."""
        node = shutil.which("node") or "node"
        places = {"server": self.server, "fake": self.fake.url, "hostPort": self.host_port, "chromium": chromium()}
        whole = {**places, "tokens": self.tokens, **order}
        return play([node, program], self.folder, {"SESSION": json.dumps(whole)}, within=within)


@contextmanager
def stand(folder: Path) -> Iterator[Stand]:
    """A stand whose files lie in `folder`."""
    pages = _pages_beside_their_packages(folder / "browser")
    tokens = {name: mint(name, folder / "tokens") for name in OWNERS}
    port = _free_port()
    with FakeVendor.in_a_thread() as fake:
        origins = (f"http://localhost:{port}",)
        settings = settings_for(folder, fake, VENDOR, tokens=folder / "tokens", origins=origins, pace=PACE)
        env = environment_of(settings) | {"HOME": str(folder)}
        with http_server_process(env) as server:
            yield Stand(pages, server, fake, tokens, port)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _pages_beside_their_packages(pages: Path) -> Path:
    """A copy of the pages of its own: runs of several versions share the packages, and never each other's pages."""
    shutil.copytree(PAGES, pages)
    os.symlink(node_room(PAGES) / "node_modules", pages / "node_modules", target_is_directory=True)
    return pages


def check_files() -> list[Path]:
    return sorted(PAGES.glob("checks_*.mjs"))


def sentences(files: Sequence[Path]) -> list[str]:
    """The sentences of the checks in those files."""
    return [sentence for file in files for sentence in CHECK.findall(file.read_text("utf-8"))]
