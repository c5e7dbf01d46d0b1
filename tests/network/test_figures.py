"""What the server tells those who run it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import context as contexts, trace
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, Tracer, TracerProvider

from ..fake_vendor import FakeVendor, Fault
from ..studio_client import call_tool
from .running_server import ALICE, BOB, running_server

pytestmark = pytest.mark.anyio

SOUND = "warm lofi with rhodes and brushed drums"


async def test_metrics_are_served_without_tokens_to_this_machine(tmp_path: Path) -> None:
    async with running_server(tmp_path, with_tokens=False) as server, server.browser() as browser:
        answer = await browser.get("/metrics")
        assert answer.status_code == 200 and "producer_tasks" in answer.text
        assert (await browser.head("/metrics")).status_code == 200
        assert (await browser.post("/metrics")).status_code == 405


async def test_metrics_count_submits_charges_failures_waits_and_how_long_vendors_take(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi") as server:
        async with server.client(ALICE) as alice, server.client(BOB) as bob:
            await call_tool(alice, "create_music", sound=SOUND, title="Nobody's business", lyrics="[Verse]\nnor this")
            fake.next(Fault("fail"), on="submit")
            await call_tool(bob, "create_music", sound=SOUND)
        async with server.browser() as browser:
            said = (await browser.get("/metrics", headers=server.headers(ALICE))).text
        figures = dict(re.findall(r"^(\S+) ([\d.e+-]+)$", said, re.MULTILINE))
        assert figures['producer_submits_total{operation="create_music",vendor="musicapi"}'] == "2.0"
        assert figures['producer_tasks{operation="create_music",status="done",vendor="musicapi"}'] == "1.0"
        assert figures['producer_charges_total{unit="credits",vendor="musicapi"}'] == "10.0"
        assert figures['producer_failures_total{code="refused",vendor="musicapi"}'] == "1.0"
        for what in ("submit", "check", "fetch"):
            assert float(figures[f'producer_seconds_count{{vendor="musicapi",what="{what}"}}']) >= 1
        assert float(figures['producer_seconds_count{vendor="any",what="wait"}']) >= 2
        assert not re.search(r"Nobody|nor this|alice|bob|clip_|task_", said)


async def test_health_and_readiness_need_no_token_and_tell_no_more(tmp_path: Path) -> None:
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi", pace=1000) as server, server.browser() as browser:
        assert (await browser.get("/health")).json() == {"status": "alive"}
        ready = await browser.get("/ready")
        assert (ready.status_code, ready.json()) == (200, {"status": "ready", "ledger": True, "vendors": True})
        for watcher in server.serving.studio.pollers.values():
            watcher.trouble = "musicapi: said nothing"
        silent = await browser.get("/ready")
        assert (silent.status_code, silent.json()) == (503, {"status": "not ready", "ledger": True, "vendors": False})


class Recorder(TracerProvider, Tracer):
    """Remembers the spans that were begun: name, attributes, and the span they are in."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, Mapping[str, Any], str | None]] = []
        self._names: dict[int, str] = {}

    def get_tracer(self, *said: Any, **more: Any) -> Tracer:
        return self

    def start_span(  # type: ignore[override]
        self, name: str, context: Any = None, kind: Any = None, attributes: Any = None, **more: Any
    ) -> Span:
        parent = trace.get_current_span(context).get_span_context().span_id
        self.spans.append((name, dict(attributes or {}), self._names.get(parent)))
        self._names[number := len(self.spans)] = name
        return NonRecordingSpan(SpanContext(trace_id=1, span_id=number, is_remote=False))

    @contextmanager
    def start_as_current_span(self, name: str, *said: Any, **more: Any) -> Iterator[Span]:  # type: ignore[override]
        span = self.start_span(name, *said, **more)
        token = contexts.attach(trace.set_span_in_context(span))
        try:
            yield span
        finally:
            contexts.detach(token)

    def called(self, name: str) -> Sequence[tuple[str, Mapping[str, Any], str | None]]:
        return [span for span in self.spans if span[0] == name]


async def test_our_spans_are_inside_those_of_the_sdk_and_hold_no_words(tmp_path: Path) -> None:
    recorder = Recorder()
    trace.set_tracer_provider(recorder)
    async with FakeVendor() as fake, running_server(tmp_path, fake, "musicapi") as server, server.client(ALICE) as alice:
        made = await call_tool(alice, "create_music", sound=SOUND, title="Nobody's business", lyrics="[Verse]\nnor this")
        [submit] = recorder.called("producer.submit")
        assert submit[1]["producer.task"] == made["task_id"] and submit[2] == "tools/call create_music"
        assert recorder.called("producer.check") and recorder.called("producer.fetch")
        assert all(parent == "tools/call create_music" for _, _, parent in recorder.called("producer.wait"))
        ours = str([span for span in recorder.spans if span[0].startswith("producer.")])
        assert not any(word in ours for word in ("Nobody", "nor this", "rhodes", fake.key, server.tokens[ALICE], ALICE))
