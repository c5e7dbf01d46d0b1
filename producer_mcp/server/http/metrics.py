"""Prometheus metrics: counts from the ledger, which outlive the process, and durations measured in this process."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from starlette.requests import Request
from starlette.responses import Response

from ...studio import Studio, Tally
from ...telemetry import SpanName

DURATION_BUCKETS_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100)


class Metrics:
    """The metrics of one server."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._seconds = Histogram(
            "producer_seconds",
            "How long submits, checks, fetches and waits take.",
            ("what", "vendor"),
            buckets=DURATION_BUCKETS_SECONDS,
            registry=self._registry,
        )

    def observe(self, what: SpanName, vendor: str, seconds: float) -> None:
        """Records how long something took."""
        self._seconds.labels(what, vendor).observe(seconds)

    async def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        counted = CollectorRegistry()
        counted.register(LedgerCollector(await self._studio.tallies()))
        return generate_latest(counted) + generate_latest(self._registry)


class LedgerCollector:
    """Exports the ledger's counts. Servers that share a ledger export the same, so one of them is scraped."""

    def __init__(self, tallies: Sequence[Tally]) -> None:
        self._tallies = tallies

    def describe(self) -> Iterable[Metric]:
        """Nothing: names are only known when rows are collected."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """One family a metric, summed by its labels."""
        tasks = GaugeMetricFamily("producer_tasks", "Tasks as they stand.", labels=("vendor", "operation", "status"))
        submits = CounterMetricFamily("producer_submits", "Submits that went out.", labels=("vendor", "operation"))
        charges = CounterMetricFamily("producer_charges", "What they cost, where that is known.", labels=("vendor", "unit"))
        failures = CounterMetricFamily("producer_failures", "Tasks that came to nothing.", labels=("vendor", "code"))
        tallies = self._tallies
        for family, values in (
            (tasks, [((tally.vendor, tally.operation, tally.status), tally.tasks) for tally in tallies]),
            (submits, [((tally.vendor, tally.operation), tally.submits) for tally in tallies]),
            (charges, [((tally.vendor, tally.unit), tally.amount) for tally in tallies]),
            (failures, [((tally.vendor, tally.code), tally.failures) for tally in tallies]),
        ):
            for labels, value in _summed(values).items():
                family.add_metric(list(labels), value)
            yield family


def _summed(values: Iterable[tuple[tuple[str | None, ...], float | None]]) -> dict[tuple[str, ...], float]:
    """The sums by label; values of nothing, and those with a label that is not known, are left out."""
    sums: dict[tuple[str, ...], float] = {}
    for labels, value in values:
        known = tuple(label for label in labels if label is not None)
        if value and len(known) == len(labels):
            sums[known] = sums.get(known, 0) + value
    return sums


def metrics_page(metrics: Metrics) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of `/metrics`."""

    async def page(request: Request) -> Response:
        return Response(await metrics.text(), headers={"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"})

    return page
