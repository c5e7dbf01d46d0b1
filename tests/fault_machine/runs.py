"""Runs in trees, two trees at a time, and the one line that says how it went."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import anyio

from ..fake_vendor import FakeVendor, Faults
from .asking import Client, Take, Told, takes_of, work_on
from .process import Died
from .reckoning import Reckoning, reckon, stumbles, tasks_of, vendors_clip
from .tree import Tree, a_tree

RUNS_A_TREE = 10
TREES_AT_A_TIME = 2
DEADLINE = 150.0
"""Seconds for a run; most take four."""
SETTLING = 40.0
"""Seconds in which everything has to come to its end once faults and kills are over."""

Say = Callable[[str], None]


@dataclass
class Result:
    """How it went."""

    runs: int = 0
    faults: int = 0
    kills: int = 0
    takes: int = 0
    charges: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    """How often a process died where."""
    found: Reckoning = field(default_factory=Reckoning)
    seeds: list[int] = field(default_factory=list)
    """Of the runs that failed."""

    @property
    def line(self) -> str:
        found = self.found
        return (
            f"{self.runs} runs, {self.faults} faults injected, {self.kills} kills, {self.takes} takes, {self.charges} charges: "
            f"{len(found.double_charges)} double charges, {len(found.lost_tasks)} lost tasks, {len(found.untruths)} untruths"
        )


async def run_all(seeds: Sequence[int], say: Say, *, keep: Path | None = None) -> Result:
    """Every seed a run; `say` hears of those that fail, at once. What trees leave is kept in `keep`, else thrown away."""
    result, places = Result(), anyio.CapacityLimiter(TREES_AT_A_TIME)

    async def grow(some: Sequence[int]) -> None:
        async with places:
            await live(some, result, say, keep and keep / f"tree-{some[0]}")

    async with anyio.create_task_group() as group:
        for start in range(0, len(seeds), RUNS_A_TREE):
            group.start_soon(grow, seeds[start : start + RUNS_A_TREE])
    return result


async def live(seeds: Sequence[int], result: Result, say: Say, keep: Path | None) -> None:
    """The life of one tree."""
    async with a_tree(keep) as tree:
        for seed in seeds:
            found = await run(tree, seed, result)
            tell(result, seed, found, say)
        bugs = [f"a server's log: {line}" for line in stumbles(tree.logs)]
        tell(result, seeds[0], Reckoning(untruths=bugs), say)
        result.faults += len(tree.fake.injected)
        result.kills += tree.kills
        result.struck += tree.struck
        result.charges += len(tree.fake.charges)


def tell(result: Result, seed: int, found: Reckoning, say: Say) -> None:
    if not found.is_clean:
        result.found += found
        result.seeds.append(seed)
        say(f"seed {seed}: " + "; ".join([*found.double_charges, *found.lost_tasks, *found.untruths]))


async def run(tree: Tree, seed: int, result: Result) -> Reckoning:
    """One run, which ends one way or the other."""
    with anyio.move_on_after(DEADLINE):
        return await hurt(tree, seed, result)
    return Reckoning(lost_tasks=[f"it did not end in {DEADLINE:g} s"])


async def hurt(tree: Tree, seed: int, result: Result) -> Reckoning:
    """Ask, strike, let it come to its end, reckon."""
    chance, before = Random(seed), tree.kills
    prepare(tree.fake, chance, seed)
    takes, told = takes_of(seed, chance), list[Told]()
    async with anyio.create_task_group() as striking:
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            striking.start_soon(tree.strike, Random(chance.random()))
        async with anyio.create_task_group() as asking:
            for take in tuple(takes):
                for _ in range(chance.choice((1, 1, 2))):
                    asking.start_soon(pursue, tree, take, takes, Random(chance.random()), told)
        striking.cancel_scope.cancel()
    tree.fake.rules.clear()
    tree.fake.release()
    progress = await settle(tree, takes)
    result.runs += 1
    result.takes += len(takes)
    found = reckon(tree.fake, tree.ledger, takes, told, kills=tree.kills - before)
    return found + Reckoning(lost_tasks=progress)


def prepare(fake: FakeVendor, chance: Random, seed: int) -> None:
    fake.seeded(Faults(seed, chance.choice((0.1, 0.3, 0.5))))
    fake.polls_until_done, fake.seconds_until_done = chance.randint(1, 4), chance.choice((0.0, 0.2, 0.5))
    fake.generations |= {
        "musicapi": chance.choice(("1", "2a", "2b")),
        "acedata": chance.choice(("guide", "spec")),
        "ccapi": chance.choice(("1", "2")),
    }


async def pursue(tree: Tree, take: Take, takes: list[Take], chance: Random, told: list[Told]) -> None:
    """Get one thing, then perhaps work on it; what that asks for is added to `takes`."""
    client = Client(lambda: tree.somebody(chance), chance)
    last = await client.pursue(take)
    if last is not None and last.status == "done" and take.tool == "create_music":
        clip_id = last.said["clips"][0]["clip_id"]
        vendor, theirs = vendors_clip(tree.ledger, clip_id)
        more = work_on(take, vendor, clip_id, theirs)
        if more is not None:
            takes += [] if more in takes else [more]
            await client.pursue(more)
    told += client.told


async def settle(tree: Tree, takes: Sequence[Take]) -> list[str]:
    """Wait for all of it to end, as a client that comes back the next day does: by looking."""
    chance, ids = Random(0), [row["task_id"] for row in tasks_of(tree.ledger, takes)]
    with anyio.move_on_after(SETTLING):
        while ids:
            try:
                server = await tree.somebody(chance)
                answer = await server.call("get_tasks", {"task_ids": ids, "wait_seconds": 5}, within=20)
            except (Died, TimeoutError):
                continue
            if all(map(is_over, answer["result"]["structuredContent"]["tasks"])):
                return []
    return [f"not over after {SETTLING:g} s"] if ids else []


def is_over(task: dict[str, object]) -> bool:
    clips = task.get("clips") or []
    assert isinstance(clips, list)
    kept = all("file" in clip for clip in clips)
    return task.get("status") in ("failed", "unknown") or (task.get("status") == "done" and kept)
