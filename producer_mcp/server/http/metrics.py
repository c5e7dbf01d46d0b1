"""What Prometheus is told: what the ledger counts, for good, and what this process times."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from starlette.requests import Request
from starlette.responses import Response

from ...studio import Studio, Tally
from ...telemetry import SpanName

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100)


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

    def heard(self, what: SpanName, vendor: str, seconds: float) -> None:
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
    async def page(request: Request) -> Response:
        return Response(await metrics.text(), headers={"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"})

    return page
