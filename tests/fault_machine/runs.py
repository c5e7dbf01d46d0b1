"""Runs in deployments, two deployments at a time, and the line that sums them up."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import anyio

from ..fake_vendor import Faults
from .checks import Findings, check_run, error_log_lines, is_poisoned, tasks_of, vendors_clip
from .clients import Client, ClientAnswer, Take, takes_of, work_on
from .deployment import Deployment, running_deployment
from .proxies import way_of
from .server_process import Died

RUNS_A_TREE = 10
TREES_AT_A_TIME = 2
CLOCK_CHANCE = 0.3
"""How likely the machine's clock is set at the beginning of a run, with work of the last run behind it."""
RUN_TIMEOUT_SECONDS = 150.0
"""Seconds for a run; most take four."""
FINAL_TIMEOUT_SECONDS = 40.0
"""Seconds in which every task has to be final after the last fault and kill."""

Say = Callable[[str], None]


@dataclass
class Result:
    """Counts over all runs, and what they found."""

    runs: int = 0
    faults: int = 0
    kills: int = 0
    takes: int = 0
    charges: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    """How often a process died where, the clock was set, and a proxy did what."""
    findings: Findings = field(default_factory=Findings)
    seeds: list[int] = field(default_factory=list)
    """Of the runs that failed."""

    @property
    def line(self) -> str:
        findings = self.findings
        return (
            f"{self.runs} runs, {self.faults} faults injected, {self.kills} kills, {self.takes} takes, {self.charges} charges: "
            f"{len(findings.double_charges)} double charges, {len(findings.lost_tasks)} lost tasks, "
            f"{len(findings.untruths)} untruths"
        )


async def run_all(seeds: Sequence[int], say: Say, *, keep: Path | None = None) -> Result:
    """Every seed a run; `say` hears of those that fail, at once. What trees leave is kept in `keep`, else thrown away."""
    result, places = Result(), anyio.CapacityLimiter(TREES_AT_A_TIME)

    async def grow(some: Sequence[int]) -> None:
        async with places:
            await run_deployment(some, result, say, keep and keep / f"tree-{some[0]}")

    async with anyio.create_task_group() as group:
        for start in range(0, len(seeds), RUNS_A_TREE):
            group.start_soon(grow, seeds[start : start + RUNS_A_TREE])
    return result


async def run_deployment(seeds: Sequence[int], result: Result, say: Say, keep: Path | None) -> None:
    """One deployment and its runs."""
    async with running_deployment(keep, way_of(seeds[0])) as deployment:
        for seed in seeds:
            findings = await run(deployment, seed, result)
            report(result, seed, findings, say)
        bugs = [f"a server's log: {line}" for line in error_log_lines(deployment.logs)]
        report(result, seeds[0], Findings(untruths=bugs), say)
        result.faults += deployment.faults
        result.kills += deployment.kills
        result.struck += deployment.events
        result.charges += len(deployment.fake.charges)


def report(result: Result, seed: int, findings: Findings, say: Say) -> None:
    if not findings.is_clean:
        result.findings += findings
        result.seeds.append(seed)
        say(f"seed {seed}: " + "; ".join([*findings.double_charges, *findings.lost_tasks, *findings.untruths]))


async def run(deployment: Deployment, seed: int, result: Result) -> Findings:
    """One run, with a timeout."""
    with anyio.move_on_after(RUN_TIMEOUT_SECONDS):
        return await run_with_faults(deployment, seed, result)
    return Findings(lost_tasks=[f"it did not end in {RUN_TIMEOUT_SECONDS:g} s"])


async def run_with_faults(deployment: Deployment, seed: int, result: Result) -> Findings:
    """Ask for takes while faults happen and servers are killed, wait until all tasks are final, and check."""
    chance, before = Random(seed), deployment.kills + deployment.lapses
    prepare(deployment, chance, seed)
    takes, answers = takes_of(seed, chance), list[ClientAnswer]()
    async with anyio.create_task_group() as striking:
        if chance.random() < CLOCK_CHANCE:
            deployment.set_clock(chance)
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            striking.start_soon(deployment.kill_once, Random(chance.random()))
        async with anyio.create_task_group() as asking:
            for take in tuple(takes):
                for _ in range(chance.choice((1, 1, 2))):
                    asking.start_soon(get_take, deployment, take, takes, Random(chance.random()), answers)
        striking.cancel_scope.cancel()
    deployment.calm()
    progress = await wait_until_final(deployment, takes)
    result.runs += 1
    result.takes += len(takes)
    findings = check_run(deployment, takes, answers, deaths=deployment.kills + deployment.lapses - before)
    return findings + Findings(lost_tasks=progress)


def prepare(deployment: Deployment, chance: Random, seed: int) -> None:
    fake = deployment.fake
    fake.seeded(Faults(seed, chance.choice((0.1, 0.3, 0.5))))
    deployment.disturb(seed)
    fake.polls_until_done, fake.seconds_until_done = chance.randint(1, 4), chance.choice((0.0, 0.2, 0.5))
    fake.polls_between_clips = chance.randint(0, 2)
    fake.generations |= {
        "musicapi": chance.choice(("1", "2a", "2b")),
        "acedata": chance.choice(("guide", "spec")),
        "ccapi": chance.choice(("1", "2")),
    }


async def get_take(deployment: Deployment, take: Take, takes: list[Take], chance: Random, answers: list[ClientAnswer]) -> None:
    """Get one take, then perhaps a follow-up, which is added to `takes`."""
    client = Client(lambda: deployment.choose_server(chance), chance)
    last = await client.ask_until_final(take)
    if last is not None and last.status == "done" and take.tool == "create_music":
        clip_id = last.payload["clips"][0]["clip_id"]
        vendor, vendor_clip_id = vendors_clip(deployment.ledger, clip_id)
        more = work_on(take, vendor, clip_id, vendor_clip_id)
        if more is not None:
            takes += [] if more in takes else [more]
            await client.ask_until_final(more)
    answers += client.answers


async def wait_until_final(deployment: Deployment, takes: Sequence[Take]) -> list[str]:
    """Poll until all tasks are final and their audio is kept."""
    chance, ids = Random(0), list[str]()
    with anyio.move_on_after(FINAL_TIMEOUT_SECONDS):
        while ids := [row["task_id"] for row in tasks_of(deployment.ledger, takes)]:  # a late call may have added one
            try:
                server = await deployment.choose_server(chance)
                answer = await server.call("get_tasks", {"task_ids": ids, "wait_seconds": 5}, within=20)
            except (Died, TimeoutError):
                continue
            poisoned = {
                row["task_id"]: bool(row["error"])
                for row in tasks_of(deployment.ledger, takes)
                if is_poisoned(deployment.fake, deployment.ledger, row)
            }
            if all(is_over(task, poisoned) for task in answer["result"]["structuredContent"]["tasks"]):
                return []
        return []
    return [f"not over after {FINAL_TIMEOUT_SECONDS:g} s"]


def is_over(task: dict[str, object], poisoned: Mapping[object, bool]) -> bool:
    """Whether a task is final and its songs are kept; `poisoned` says of each poisoned record whether its trouble is told.

    A poisoned record may hold no song's address; one whose state cannot be read is told, and borne for a quarter of an hour.
    """
    clips = task.get("clips") or []
    assert isinstance(clips, list)
    if task.get("status") == "running" and poisoned.get(task["task_id"]):
        return True
    kept = task["task_id"] in poisoned or all("file" in clip for clip in clips)
    return task.get("status") in ("failed", "unknown") or (task.get("status") == "done" and kept)
