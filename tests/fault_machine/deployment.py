"""A deployment under test: one ledger, one library, one fake vendor and two server processes, which it can kill."""

import json
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import anyio
import anyio.abc

from ..fake_vendor import FakeVendor, Fault
from ..loopback_proxy import ADDRESS, PROXY_VARIABLES, LoopbackProxy, certificate, open_proxy
from .killable_server import POINTS, STEP_POINTS
from .proxies import ProxyFaults, Way
from .server_process import Died, Server

PACE = 60
SERVER_COUNT = 2
CLOCK_JUMPS_SECONDS = (-86_400.0, -3_600.0, -90.0, 600.0)
HELD_ANSWERS = (("submit", False), ("submit", True), ("poll", True), ("file", True))
"""Requests whose answer the vendor can hold until the process is dead, and whether it has charged before that."""


@dataclass
class Slot:
    """One of the two servers: when its process dies, a new one is started."""

    name: str
    is_killable: bool
    server: Server | None = None
    ready: anyio.Event = field(default_factory=anyio.Event)


@dataclass
class Deployment:
    """What stays the same for a number of runs."""

    folder: Path
    fake: FakeVendor
    slots: list[Slot]
    network: Mapping[str, str] = field(default_factory=dict)
    """The variables that say how the network is reached."""
    way: Way | None = None
    proxy: LoopbackProxy | None = None
    """By which alone the vendors are reached, where there is a way."""
    seconds_off: float = 0.0
    """By how much this machine's clock is ahead."""
    kills: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    """How often a process died at each point."""

    @property
    def ledger(self) -> Path:
        return self.folder / "data" / "ledger.db"

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    @property
    def logs(self) -> list[Path]:
        return sorted(self.folder.glob("*.log"))

    @property
    def settings(self) -> Mapping[str, str]:
        hosts = {f"PRODUCER_{name}_URL": self.fake.url for name in ("MUSICAPI", "ACEDATA", "CCAPI")}
        keys = {f"PRODUCER_{name}_KEY": self.fake.key for name in ("MUSICAPI", "ACEDATA", "CCAPI")}
        places = {"PRODUCER_LEDGER": str(self.ledger), "PRODUCER_LIBRARY": str(self.folder / "music")}
        return {**self.network, **hosts, **keys, **places, "PRODUCER_PACE": str(PACE), "PRODUCER_DAILY_LIMIT": "0"}

    def disturb(self, seed: int) -> None:
        """Let the proxy, if there is one, refuse tunnels and hang up in them by a seed."""
        if self.proxy is not None and self.way is not None:
            self.proxy.pick_fault = ProxyFaults(seed, self.way).pick

    def calm(self) -> None:
        """Let everything work: no faults from now on, and what is held back is sent."""
        self.fake.rules.clear()
        self.fake.release()
        if self.proxy is not None:
            self.proxy.pick_fault = lambda: None

    @property
    def faults(self) -> int:
        """How many happened."""
        return len(self.fake.injected) + (len(self.proxy.struck) if self.proxy else 0)

    @property
    def lapses(self) -> int:
        """How often a server was too slow to renew its lease; the other one had to take it for dead, as if it were killed."""
        return sum(len(path.read_text().splitlines()) for path in self.folder.glob("*.lapses"))

    @property
    def events(self) -> Counter[str]:
        """How often a process died where, or was too slow, and the proxy did what."""
        tunnels = self.proxy.struck if self.proxy else []
        return (
            self.struck + Counter(lapse=self.lapses) + Counter(f"proxy {fault.hang_up or fault.refusal}" for fault, _ in tunnels)
        )

    def lost_bodies(self) -> list[Mapping[str, object]]:
        """What stood in the requests that left a server, and that the proxy lost, or the answers to them."""
        requests = [request for _, request in self.proxy.struck] if self.proxy else []
        bodies = (request.partition(b"\r\n\r\n")[2] for request in requests)
        return [json.loads(body) for body in bodies if body]

    async def choose_server(self, chance: Random) -> Server:
        """A server that runs and is initialized."""
        slot = chance.choice(self.slots)
        if not slot.ready.is_set():
            slot = next((other for other in self.slots if other.ready.is_set()), slot)
        await slot.ready.wait()
        assert slot.server is not None
        return slot.server

    async def keep(self, slot: Slot) -> None:
        """Keep a server running in the slot."""
        while True:
            server = await Server.started(self.settings, self.folder, slot.name)
            try:
                async with anyio.create_task_group() as listening:
                    listening.start_soon(server.listen)
                    try:
                        await server.greet()
                    except Died:
                        continue
                    slot.server = server
                    slot.ready.set()
                    await server.gone.wait()
            finally:
                slot.ready = anyio.Event()
                server.kill()
                server.spare()

    def set_clock(self, chance: Random) -> None:
        """Put this machine's clock back, or a little ahead: less than the time in which the same request is the same task."""
        self.seconds_off += chance.choice(CLOCK_JUMPS_SECONDS)
        draft = self.clock.with_suffix(".draft")
        draft.write_text(str(self.seconds_off))
        draft.replace(self.clock)
        self.struck["clock set"] += 1

    def kill(self, chance: Random) -> None:
        """Kill one server, or all of them, now."""
        for slot in self.slots if chance.random() < 0.4 else [chance.choice(self.slots)]:
            if slot.server is not None and slot.server.lives:
                slot.server.kill()
                self.kills += 1

    async def kill_once(self, chance: Random) -> None:
        """Kill once: at a named point, while the vendor holds an answer, or at any moment."""
        [way] = chance.choices((self._at_a_point, self._while_held, self._at_any_moment), (5, 3, 3))
        await way(chance)

    async def _at_a_point(self, chance: Random) -> None:
        [slot] = [slot for slot in self.slots if slot.is_killable]
        await slot.ready.wait()
        server = slot.server
        assert server is not None
        point = chance.choice(POINTS if chance.random() < 0.6 else STEP_POINTS)
        server.order(point, chance.choice((1, 1, 1, 2, 3)))
        try:
            await server.gone.wait()
            self.kills += 1
            self.struck[point] += 1
        finally:
            server.spare()

    async def _while_held(self, chance: Random) -> None:
        purpose, charged = chance.choice(HELD_ANSWERS)
        fault = Fault("slow", charged=charged)
        self.fake.next(fault, on=purpose)
        await self.fake.wait_until(lambda: any(request.fault is fault for request in self.fake.injected), timeout_seconds=600)
        self.struck[f"held {purpose}{' accepted' if charged and purpose == 'submit' else ''}"] += 1
        self.kill(chance)
        self.fake.release()

    async def _at_any_moment(self, chance: Random) -> None:
        awaited = len(self.fake.requests) + chance.randint(0, 6)
        await self.fake.wait_until(lambda: len(self.fake.requests) >= awaited, timeout_seconds=600)
        await anyio.sleep(chance.random() * 0.1)  # any moment is what is meant
        self.struck["any moment"] += 1
        self.kill(chance)


@asynccontextmanager
async def running_deployment(keep: Path | None = None, way: Way | None = None) -> AsyncIterator[Deployment]:
    """A deployment that runs until the block is left; its folder is deleted unless it is `keep`."""
    async with AsyncExitStack() as stack:
        temporary = tempfile.TemporaryDirectory(prefix="fault-machine-")
        folder = Path(stack.enter_context(nullcontext(str(keep)) if keep else temporary))
        folder.mkdir(parents=True, exist_ok=True)
        fake = await stack.enter_async_context(FakeVendor())
        slots = [Slot(f"server-{number}", is_killable=number == 0) for number in range(SERVER_COUNT)]
        deployment = Deployment(folder, fake, slots, way=way)
        if way is not None:
            pem, upstream = certificate(folder), urlsplit(fake.url).port or 0
            deployment.proxy = await stack.enter_async_context(open_proxy(pem, upstream))
            deployment.network = network_by(getattr(deployment.proxy, way), pem)
            fake.url = ADDRESS
        group = await stack.enter_async_context(anyio.create_task_group())
        deployment.clock.write_text("0")
        for slot in deployment.slots:
            group.start_soon(deployment.keep, slot)
        yield deployment
        group.cancel_scope.cancel()


def network_by(proxy_url: str, pem: Path) -> dict[str, str]:
    """The variables of a machine that reaches hosts by a proxy alone, and trusts its certificate."""
    variables = dict.fromkeys(PROXY_VARIABLES, "") | {"HTTPS_PROXY": proxy_url}
    return {name.lower(): value for name, value in variables.items()} | variables | {"SSL_CERT_FILE": str(pem)}
