"""MusicAPI: a `task_type` for each operation, one place to ask how it stands."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote

from ..errors import VendorError, VendorUnavailable
from ..models import Cost, Status
from ..operations import (
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    ExtendMusic,
    MakeVideo,
    Operation,
    ReplaceSection,
    SwapSound,
    SwapVocals,
    UploadMusic,
    VaryMusic,
    WriteLyrics,
)
from . import Offer, Report
from .hosted import HostedVendor, dumped, found
from .parsing import Record, made, number, progress, reason, record, records, sheets, standing, status, text
from .routes import Route, Words, spelled

SONG = spelled("sound lyrics seed lyrics_strength sound_strength weirdness", model="mv")
EDIT = SONG | spelled("clip_id")
WEBHOOK = ("webhook_url", "webhook_secret")

LYRIA = "everything is made with Lyria 3 Pro since 2026-04"
IGNORED = {
    "model": LYRIA,
    "instrumental": "say “instrumental, no vocals” in the sound too",
    **dict.fromkeys(("lyrics_strength", "sound_strength", "weirdness"), LYRIA),
}
SINGER = {"sound": "say sound, how the new singer sounds"}
BAND = {"sound": "say sound, how the new band sounds"}

UNREFUNDED = re.compile(r"\b(no|not|without)\b[\w ]*refund", re.IGNORECASE)

SWAPPED: frozenset[type[Operation]] = frozenset({VaryMusic, SwapVocals, SwapSound})
RETIRED: Mapping[str, frozenset[type[Operation]]] = {
    "api.musicapi.ai": SWAPPED,
    "api.aimusicapi.ai": SWAPPED.union((ExtendMusic, CoverMusic, ReplaceSection)),
}
"""What each host's pages call retired since 2026-04 (410, no charge)."""


def costing(amount: float, seconds: float = 45) -> Offer:
    return Offer(price=Cost(amount=amount, unit="credits"), usual_seconds=seconds)


def create(task_type: str, words: Words, offer: Offer, **needs: str) -> Route:
    return Route(
        "/api/v1/producer/create",
        words,
        {"task_type": task_type},
        offer,
        needs=needs,
        longest={"title": 80},
        ignored=IGNORED,
        calls_back=WEBHOOK,
    )


class MusicAPI(HostedVendor):
    """https://docs.musicapi.ai"""

    name = "musicapi"
    models = (
        "Lyria 3 Pro", "FUZZ-2.0", "FUZZ-2.0 Pro", "FUZZ-2.0 Raw", "FUZZ-1.1 Pro", "FUZZ-1.1", "FUZZ-1.0 Pro", "FUZZ-1.0",
        "FUZZ-0.8", "Lyria 3 preview", "FUZZ-3-Demo",
    )  # fmt: skip
    refunds = True
    routes: ClassVar[Mapping[type[Operation], Route]] = {
        CreateMusic: create(
            "create_music", SONG | spelled("title", instrumental="make_instrumental", cover_art_url="cover_url"), costing(10)
        ),
        ExtendMusic: create("extend_music", EDIT | spelled("title", at="starts_at", seconds="length"), costing(12)),
        CoverMusic: create(
            "cover_music",
            EDIT | spelled("title", instrumental="make_instrumental", cover_art_url="cover_url", strength="cover_strength"),
            Offer(),  # 10 credits in the first generation, not said in the last
        ),
        VaryMusic: create("music_variation", spelled("clip_id sound lyrics seed", model="mv"), costing(10)),
        ReplaceSection: create("replace_music", EDIT | spelled(start="starts_at", end="ends_at"), costing(12)),
        SwapVocals: create("swap_music_vocals", EDIT | spelled(strength="cover_strength"), costing(10), **SINGER),
        SwapSound: create("swap_music_sound", EDIT | spelled(strength="cover_strength"), costing(10), **BAND),
        WriteLyrics: Route("/api/v1/sonic/lyrics", spelled(idea="description"), offer=Offer(usual_seconds=10)),
        DownloadMusic: Route("/api/v1/producer/download", spelled("clip_id format"), offer=costing(2, 15)),
        UploadMusic: Route(
            "/api/v1/producer/upload", spelled(url="audio_url", title=""), offer=costing(2, 30), calls_back=WEBHOOK
        ),
        MakeVideo: Route(
            "/api/v1/producer/video-clip",
            spelled("clip_id"),  # a guess: the vendor published the price, not the words
            offer=Offer(documented=False, price=Cost(amount=5, unit="credits"), usual_seconds=60),
        ),
    }  # fmt: skip

    def warnings(self, operation: Operation, arguments: Mapping[str, Any]) -> Sequence[str]:
        """About operations that this host's pages call retired."""
        if type(operation) not in RETIRED.get(self._wire.account.host, ()):
            return ()
        return (f"{self.name} says it retired {operation.name} in 2026-04; it may refuse, without charge.",)

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        reports = {one: await self._ask(one) for one in tickets}
        return {one: report for one, report in reports.items() if report is not None}

    async def balance(self) -> str | None:
        answer = await self._wire.look("GET", "/api/v1/get-credits")
        left = [number(record(answer.body), word) for word in ("credits", "extra_credits")]
        return None if left == [None, None] else f"{sum(filter(None, left)):g} credits"

    def read_at_once(self, operation: Operation, body: Record, answer: Record) -> Report | None:
        """Lyrics come with the answer; everything else is a ticket."""
        written = sheets(records(answer.get("results"))) if isinstance(operation, WriteLyrics) else ()
        return Report(Status.DONE, lyrics=written) if written else None

    def read_callback(self, body: Any) -> Report | None:
        """What a webhook's body says; None where it says nothing we know."""
        try:
            return self.read(record(body))
        except VendorError:
            return None

    async def _ask(self, one: str) -> Report | None:
        answer = await self._wire.look("GET", f"/api/v1/producer/task/{quote(one, safe='')}", heed={400, 404, 500})
        said = record(answer.body)
        if answer.status == 404 or (answer.status == 400 and "not found" in reason(said).lower()):
            return None
        if answer.status == 500 and not has_failed(said):
            raise self._wire.busy(answer)  # its own trouble, and not the task's
        return Report(Status.RUNNING, raw=answer.raw) if answer.status == 202 else self.read(said)

    def read(self, task: Record) -> Report:
        """A task's record: the second generation has a `status`; in the first it is done when something is there."""
        items, raw, code = records(task.get("data")), dumped(task), number(task, "code") or 200
        if has_failed(task):
            report = self.failed(task, raw)
            return replace(report, refunded=None) if UNREFUNDED.search(report.error or "") else report
        if code >= 500:
            raise VendorUnavailable(self.name, "is failing; it is asked again later", raw=raw)
        if code == 202 or text(task, "type") == "not_ready" or (status(task) or standing(items)) is Status.RUNNING:
            return Report(Status.RUNNING, progress=progress(task), raw=raw)
        things, written, kind = made(items), sheets(items), text(task, "task_type")
        if not things and not written:
            raise self.unreadable(raw)
        of = (things[0].vendor_clip_id or None) if things and kind in ("download", "video_clip") else None
        return Report(Status.DONE, found(things, of=of, uploaded=kind == "upload"), written, raw=raw)


def has_failed(task: Record) -> bool:
    """Whether the vendor says that the task failed, and not that it is in trouble itself."""
    items = records(task.get("data"))
    if (status(task) or standing(items)) is Status.FAILED:
        return True
    return not items and "task failed" in reason(task).lower()
