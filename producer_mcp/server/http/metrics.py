"""What Prometheus is told: what the ledger counts, for good, and what this process times."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from starlette.requests import Request
from starlette.responses import Response

from ...studio import Studio
from ...telemetry import What

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100)

Tally = Mapping[str, Any]


class Metrics:
    """Figures of one server."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._seconds = Histogram(
            "producer_seconds",
            "How long submits, checks, fetches and waits take.",
            ("what", "vendor"),
            buckets=SECONDS,
            registry=self._registry,
        )

    def heard(self, what: What, vendor: str, seconds: float) -> None:
        self._seconds.labels(what, vendor).observe(seconds)

    async def text(self) -> bytes:
        """All of it, in Prometheus' own form."""
        counted = CollectorRegistry()
        counted.register(Counted(await self._studio.tallies()))
        return generate_latest(counted) + generate_latest(self._registry)


class Counted:
    """What the ledger counts. It forgets nothing, and several servers of one ledger say the same."""

    def __init__(self, tallies: Sequence[Tally]) -> None:
        self._tallies = tallies

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        tasks = GaugeMetricFamily("producer_tasks", "Tasks as they stand.", labels=("vendor", "operation", "status"))
        submits = CounterMetricFamily("producer_submits", "Submits that went out.", labels=("vendor", "operation"))
        charges = CounterMetricFamily("producer_charges", "What they cost, where that is known.", labels=("vendor", "unit"))
        failures = CounterMetricFamily("producer_failures", "Tasks that came to nothing.", labels=("vendor", "code"))
        for family, words, figure in (
            (tasks, ("vendor", "operation", "status"), "tasks"),
            (submits, ("vendor", "operation"), "submits"),
            (charges, ("vendor", "unit"), "amount"),
            (failures, ("vendor", "code"), "failures"),
        ):
            for labels, value in _summed(self._tallies, words, figure).items():
                family.add_metric(list(labels), value)
            yield family


def _summed(tallies: Sequence[Tally], words: Sequence[str], figure: str) -> dict[tuple[str, ...], float]:
    sums: dict[tuple[str, ...], float] = {}
    for tally in tallies:
        if tally[figure] and all(tally[word] is not None for word in words):
            labels = tuple(str(tally[word]) for word in words)
            sums[labels] = sums.get(labels, 0) + tally[figure]
    return sums


def metrics_page(metrics: Metrics) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        return Response(await metrics.text(), headers={"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"})

    return page
