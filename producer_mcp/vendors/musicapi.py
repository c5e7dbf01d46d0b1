"""MusicAPI: one endpoint with a `task_type` for most operations, one to ask for a task.

See docs/vendors.md, “Vendor B — MusicAPI”.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote

from ..errors import ErrorCode, VendorError, VendorUnavailable
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
from . import Closure, Offer, Report
from .hosted import ANY_HOST, HostedVendor, compact_json, with_origin
from .parsing import Record, lyric_sheets, made_clips, number, progress, reason, record, records, status, status_of_items, text
from .refusals import REFUNDED_PATTERN
from .routes import FieldNames, Route, spelled
from .wire import worded

SONG_FIELDS = spelled("sound lyrics seed lyrics_strength sound_strength weirdness", model="mv")
EDIT_FIELDS = SONG_FIELDS | spelled("clip_id")
CALLBACK_FIELDS = ("webhook_url", "webhook_secret")

ONE_MODEL_REASON = "everything is made with Lyria 3 Pro since 2026-04"
IGNORED_ARGUMENTS = {
    "model": ONE_MODEL_REASON,
    "instrumental": "say “instrumental, no vocals” in the sound too",
    **dict.fromkeys(("lyrics_strength", "sound_strength", "weirdness"), ONE_MODEL_REASON),
}
"""Arguments that it may ignore, each with the reason or what to do as well."""
NEW_SINGER_REQUIRED = {"sound": "say sound, how the new singer sounds"}
NEW_BAND_REQUIRED = {"sound": "say sound, how the new band sounds"}
"""Arguments that an operation cannot do without here, each with what to do."""

POLL_STATUSES = frozenset({400, 404, 410, *range(500, 600)})
"""Statuses of polls that may say something of the task, beside those of success."""
GONE = 410
"""The status, or `code`, of a task that is gone for good. It does not say whether the task was charged."""
FAILED_PATTERN = re.compile(r"\btask (has )?failed", re.IGNORECASE)
"""Words about one task, in an error that may otherwise be about the vendor: a task out of time is told as a 504 with them."""
NO_REFUND_PATTERN = re.compile(r"\b(no|not|without)\b[\w ]*refund", re.IGNORECASE)
"""A failure message with these words takes back what the vendor's pages promise: that failed tasks cost nothing."""

RETIRED = Closure("retired", "docs.musicapi.ai", "2026-04", "it answers 410 and charges nothing")
RETIRED_EVERYWHERE: Mapping[type[Operation], Closure] = {
    VaryMusic: replace(RETIRED, outcome=f"{RETIRED.outcome}; its pages advise create_music with another seed instead"),
    **dict.fromkeys(
        (SwapVocals, SwapSound), replace(RETIRED, outcome=f"{RETIRED.outcome}; its pages advise replace_section instead")
    ),
}
RETIRED_ALSO_AT_AIMUSICAPI: Mapping[type[Operation], Closure] = dict.fromkeys(
    (ExtendMusic, CoverMusic, ReplaceSection), replace(RETIRED, source="docs.aimusicapi.ai")
)


def priced(amount: float, seconds: float = 45) -> Offer:
    """An offer with a price in credits, and the usual seconds until it is done."""
    return Offer(price=Cost(amount=amount, unit="credits"), usual_seconds=seconds)


def create_route(task_type: str, fields: FieldNames, offer: Offer, **required: str) -> Route:
    """The route of an operation that is a `task_type` of the endpoint for music."""
    return Route(
        "/api/v1/producer/create",
        fields,
        {"task_type": task_type},
        offer,
        required=required,
        max_chars={"title": 80},
        ignored=IGNORED_ARGUMENTS,
        callback_names=CALLBACK_FIELDS,
    )


class MusicAPI(HostedVendor):
    """MusicAPI, documented at https://docs.musicapi.ai."""

    name = "musicapi"
    models: Sequence[str] = (
        "Lyria 3 Pro", "FUZZ-2.0", "FUZZ-2.0 Pro", "FUZZ-2.0 Raw", "FUZZ-1.1 Pro", "FUZZ-1.1", "FUZZ-1.0 Pro", "FUZZ-1.0",
        "FUZZ-0.8", "Lyria 3 preview", "FUZZ-3-Demo",
    )  # fmt: skip
    refunds = True
    task_path: ClassVar[str] = "/api/v1/producer/task"
    """Where the record of a task is asked for, before its id."""
    closed_at: ClassVar[Mapping[str, Mapping[type[Operation], Closure]]] = {
        ANY_HOST: RETIRED_EVERYWHERE,
        "api.aimusicapi.ai": {**RETIRED_EVERYWHERE, **RETIRED_ALSO_AT_AIMUSICAPI},
    }
    runs_at: ClassVar[Mapping[str, str]] = {
        "api.musicapi.ai": "Lyria 3 Pro, whichever model is named (docs.musicapi.ai, 2026-04)",
        ANY_HOST: "not said of this host; at api.musicapi.ai Lyria 3 Pro (docs.musicapi.ai, 2026-04)",
        "api.aimusicapi.ai": "its pages still name FUZZ-2.0, and create_music alone (docs.aimusicapi.ai, 2026-04)",
    }
    routes: ClassVar[Mapping[type[Operation], Route]] = {
        CreateMusic: create_route(
            "create_music",
            SONG_FIELDS | spelled("title", instrumental="make_instrumental", cover_art_url="cover_url"),
            priced(10),
        ),
        ExtendMusic: create_route("extend_music", EDIT_FIELDS | spelled("title", at="starts_at", seconds="length"), priced(12)),
        CoverMusic: create_route(
            "cover_music",
            EDIT_FIELDS
            | spelled("title", instrumental="make_instrumental", cover_art_url="cover_url", strength="cover_strength"),
            Offer(),  # 10 credits in the first generation, not said in the last
        ),
        VaryMusic: create_route("music_variation", spelled("clip_id sound lyrics seed", model="mv"), priced(10)),
        ReplaceSection: create_route("replace_music", EDIT_FIELDS | spelled(start="starts_at", end="ends_at"), priced(12)),
        SwapVocals: create_route(
            "swap_music_vocals", EDIT_FIELDS | spelled(strength="cover_strength"), priced(10), **NEW_SINGER_REQUIRED
        ),
        SwapSound: create_route(
            "swap_music_sound", EDIT_FIELDS | spelled(strength="cover_strength"), priced(10), **NEW_BAND_REQUIRED
        ),
        WriteLyrics: Route("/api/v1/sonic/lyrics", spelled(idea="description"), offer=Offer(usual_seconds=10)),
        DownloadMusic: Route("/api/v1/producer/download", spelled("clip_id format"), offer=priced(2, 15)),
        UploadMusic: Route(
            "/api/v1/producer/upload", spelled(url="audio_url", title=""), offer=priced(2, 30), callback_names=CALLBACK_FIELDS
        ),
        MakeVideo: Route(
            "/api/v1/producer/video-clip",
            spelled("clip_id"),  # a guess: the vendor published the price, but no request
            offer=Offer(documented=False, price=Cost(amount=5, unit="credits"), usual_seconds=60),
        ),
    }

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        """One request for each ticket: there is no endpoint for several."""
        reports = {ticket: await self._report(ticket) for ticket in tickets}
        return {ticket: report for ticket, report in reports.items() if report is not None}

    async def balance(self) -> str | None:
        """The credits that are left, bought and given together."""
        answer = await self._wire.query("GET", "/api/v1/get-credits")
        credits = [number(record(answer.body), name) for name in ("credits", "extra_credits")]
        return None if credits == [None, None] else f"{sum(filter(None, credits)):g} credits"

    def read_answer(self, operation: Operation, body: Record, answer: Record) -> Report | None:
        """Lyrics are in the answer itself; all other operations are answered with a ticket."""
        lyrics = lyric_sheets(records(answer.get("results"))) if isinstance(operation, WriteLyrics) else ()
        return Report(Status.DONE, lyrics=lyrics) if lyrics else None

    def read_callback(self, body: Any) -> Report | None:
        """The report in the body of a webhook; None where it cannot be read."""
        try:
            return self.read(record(body))
        except VendorError:
            return None

    async def _report(self, ticket: str) -> Report | None:
        """The report on one ticket; None if the vendor does not know it."""
        answer = await self._wire.query("GET", f"{self.task_path}/{quote(ticket, safe='')}", expected=POLL_STATUSES)
        task, is_object = worded(answer), isinstance(answer.body, dict)
        if is_object and (answer.status == 404 or (answer.status == 400 and "not found" in reason(task).lower())):
            return None
        if answer.status >= 500 and not has_failed(task):
            raise self._wire.busy(answer)  # the vendor is in trouble, which says nothing of the task
        if answer.status == GONE:
            return self._gone(task)
        return Report(Status.RUNNING, raw=answer.raw) if answer.status == 202 else self.read(task)

    def _gone(self, task: Record) -> Report:
        """The report on a task that is gone for good; what became of its charge is known only from the vendor's own words."""
        report = self.failed(task, compact_json(task))
        return replace(report, code=ErrorCode.RETIRED, refunded=True if REFUNDED_PATTERN.search(report.error or "") else None)

    def read(self, task: Record) -> Report:
        """The report in a task's record.

        The second generation has a `status`; in the first a task is done when its record holds something.
        """
        items, raw, code = records(task.get("data")), compact_json(task), number(task, "code") or 200
        if has_failed(task):
            report = self.failed(task, raw)
            return replace(report, refunded=None) if NO_REFUND_PATTERN.search(report.error or "") else report
        if code == GONE:
            return self._gone(task)
        if code >= 500:
            raise VendorUnavailable(self.name, "is failing; it is asked again later", raw=raw)
        if code == 202 or text(task, "type") == "not_ready" or (status(task) or status_of_items(items)) is Status.RUNNING:
            return Report(Status.RUNNING, progress=progress(task), raw=raw)
        clips, lyrics, kind = made_clips(items), lyric_sheets(items), text(task, "task_type")
        if not clips and not lyrics:
            if doubt := self.in_doubt(task):
                return Report(Status.RUNNING, progress=progress(task), doubt=doubt, raw=raw)
            raise self.unreadable(raw)
        of = (clips[0].vendor_clip_id or None) if clips and kind in ("download", "video_clip") else None
        return Report(Status.DONE, with_origin(clips, of=of, uploaded=kind == "upload"), lyrics, raw=raw)


def has_failed(task: Record) -> bool:
    """Whether the vendor says that the task failed; an error that only says that the vendor is in trouble does not."""
    items = records(task.get("data"))
    if (status(task) or status_of_items(items)) is Status.FAILED:
        return True
    words = reason(task)
    return not items and bool(FAILED_PATTERN.search(words) or REFUNDED_PATTERN.search(words))
