"""The readers: any spelling, and null anywhere."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from producer_mcp.models import Status
from producer_mcp.vendors.acedata import AceData
from producer_mcp.vendors.ccapi import CCAPI
from producer_mcp.vendors.hosted import HostedVendor
from producer_mcp.vendors.musicapi import MusicAPI
from producer_mcp.vendors.parsing import address, clean, identifier, number, progress, reason, status, submit_ticket, text
from producer_mcp.vendors.untrusted_json import parse_json

from . import test_acedata as ace, test_ccapi as cc, test_musicapi as ma
from .mock_wire import VENDOR_CLASSES


@pytest.mark.parametrize(
    ("said", "cleaned"),
    [
        ("  a\tb\r\n c ", "a b c"),
        ("z\u200bero\u202e\x00\ue000", "zero"),
        ("می\u200cخواهم 👩\u200d🎤", "می\u200cخواهم 👩\u200d🎤"),
        ("a\U000e0101\U000e0041b", "ab"),
        ("\ud800x", "x"),
        ("x" * 30, "x" * 9 + "…"),
    ],
)
def test_cleans_what_cannot_be_seen(said: str, cleaned: str) -> None:
    assert clean(said, 10 if said.startswith("xx") else 200) == cleaned


def test_keeps_the_lines_of_lyrics() -> None:
    assert clean("[Verse]\nOne\x07\n\nTwo\n", lines=True) == "[Verse]\nOne\n\nTwo"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        *((30.5, 30.5), ("181.3", 181.3), (" 20% ", 20), (0, 0)),
        *((what, None) for what in (True, "", "long", None, "nan", "1e999", 10**400, [1])),
    ],
)
def test_reads_numbers_however_they_are_said(value: Any, read: float | None) -> None:
    assert number({"duration": value}, "seconds", "duration") == read


@pytest.mark.parametrize(
    ("value", "read"), [("20%", 0.2), (45, 0.45), (0.5, 0.5), ("1%", 0.01), (1, 1), ("250%", 1), (-3, 0), (None, None)]
)
def test_reads_progress_as_a_share(value: Any, read: float | None) -> None:
    assert progress({"progress": value}) == read


@pytest.mark.parametrize(
    ("value", "read"), [(7, "7"), (2450882164.0, "2450882164"), (0.5, "0.5"), (False, ""), (" ", ""), ({}, "")]
)
def test_reads_text_however_it_is_said(value: Any, read: str) -> None:
    assert text({"seed": value}, "nothing", "seed") == read


@pytest.mark.parametrize(
    "value", [10**400, float("nan"), float("inf"), ["a"], "a\ud800", "a\ufffdb", "a\u200bb", "x" * 301, True, " "]
)
def test_what_cannot_be_an_id_is_none(value: Any) -> None:
    assert identifier({"id": value, "audio_id": 7}, "id", "audio_id") == "7"


@pytest.mark.parametrize("value", [10**400, float("nan"), float("inf"), -float("inf")])
def test_numbers_that_nobody_means_are_no_text(value: Any) -> None:
    assert text({"seed": value}, "seed") == ""


@pytest.mark.parametrize(
    "value",
    ["javascript:x", "file:///etc/passwd", "https://a b", "https://", "", 7, "https://a/\ud800", "https://[::1/", "https://a:b/"],
)
def test_an_address_is_on_the_web(value: Any) -> None:
    assert address({"u": value, "v": "https://a/b:c.mp4"}, "u", "v") == "https://a/b:c.mp4"


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ({"task_id": "a", "data": "b"}, "a"),
        ({"taskId": 7}, "7"),
        ({"data": "b"}, "b"),
        ({"code": 0, "data": "b"}, "b"),
        ({"code": "denied", "data": "b"}, None),
        ({"data": {"task_id": "a"}}, "a"),
        ({"data": {"taskId": "a", "status": "PENDING"}}, "a"),
        ({"data": {"data": {"task_id": "upstream"}}}, None),
        ({"id": "a"}, None),
        (["a"], None),
        (None, None),
    ],
)
def test_finds_the_ticket(body: Any, read: str | None) -> None:
    assert submit_ticket(body) == read


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ({"error": {"code": "bad", "message": "words"}}, "words"),
        ({"error": {"code": "bad"}}, "bad"),
        ({"error": "words", "message": "less"}, "words"),
        ({"fail_reason": "words"}, "words"),
        ({"errorMessage": "words"}, "words"),
        ({"message": "words", "msg": "less"}, "words"),
        ({"msg": "words"}, "words"),
        ({"detail": "words"}, "words"),
        ({"data": {"errorMessage": "words"}}, "words"),
        ({"error": None, "message": 7}, "7"),
        ({"message": "success", "data": [{"state": "failed", "error_message": "words"}]}, "words"),
        ({"status": "FAILED", "data": {"clips": [{"title": "x"}, {"metadata": {"error_message": "words"}}]}}, "words"),
        ({"message": "Task failed", "data": [{"error_message": "words"}]}, "Task failed / words"),
        ({"data": {"msg": "words"}}, "words"),
        ({"response": {"error": {"code": "bad", "message": "words"}}}, "words"),
        ({"fail_reason": "https://a/b.m4a", "message": "words"}, "words"),
        ({"failureReason": "words"}, "words"),
        ({"request": {"error": "ours"}, "detail": "words"}, "words"),
        ("text", "otherwise"),
        (None, "otherwise"),
    ],
)
def test_finds_the_reason(body: Any, read: str) -> None:
    assert reason(body, "otherwise") == read


@pytest.mark.parametrize(
    ("record", "read"),
    [
        ({"status": "SUCCESS"}, Status.DONE),
        ({"status": "", "state": "Succeeded"}, Status.DONE),
        ({"status": "NOT_START"}, Status.RUNNING),
        ({"status": None, "state": "canceled"}, Status.FAILED),
        ({"status": "MODERATING"}, None),
        ({}, None),
    ],
)
def test_knows_every_status_word_in_any_case(record: Any, read: Status | None) -> None:
    assert status(record) is read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ('{"a": NaN, "b": Infinity, "c": -Infinity, "d": 1e999}', dict.fromkeys("abcd")),
        (f'{{"a": {"7" * 5_000}, "b": 5, "c": 1.5}}', {"a": None, "b": 5, "c": 1.5}),
        (r'{"\ud800": "a\udfff", "b": "\ud83d\ude00"}', {"\ufffd": "a\ufffd", "b": "😀"}),
    ],
)
def test_json_of_others_is_tamed(said: str, read: Any) -> None:
    assert parse_json(said) == read


@pytest.mark.parametrize("depth", [100, 900, 10_000])
def test_json_that_is_nested_deeply_is_cut_or_refused(depth: int) -> None:
    try:
        said = json.dumps(parse_json("[" * depth + "]" * depth))
    except ValueError:
        assert depth > 900
    else:
        assert len(said) < 200


Recorded = tuple[type[HostedVendor], Any, int]
RECORDED: list[Recorded] = [
    *((MusicAPI, body, 1) for name, body, _ in ma.DONE if "audio_url" in str(body) and name != "download"),
    *((AceData, record, 1) for name, record, _ in ace.TASKS if name in ("as printed, without success", "with success", "upload")),
    *((AceData, ace.task(response=body, **ace.ENDED), 1) for name, _, body, _ in ace.AT_ONCE if name == "music"),
    (CCAPI, cc.DONE, 1),
    *((CCAPI, record, 1) for name, record, _ in cc.READ if name in ("a bare list", "a bare clip")),
]
"""Every answer that holds clips with ids of their own, and how many."""

IDS = {"clip_id", "id", "audio_id", "task_id"}
"""Of these a record has only one that tells its clip from others."""


def places(said: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all that is optional: every value that is no object or list."""
    if isinstance(said, dict | list):
        for step, value in said.items() if isinstance(said, dict) else enumerate(said):
            yield from places(value, (*at, step))
    elif at[-1] not in IDS:
        yield at


def with_nulls(said: Any, holes: list[tuple[Any, ...]]) -> Any:
    changed = copy.deepcopy(said)
    for *way, last in holes:
        inner = changed
        for step in way:
            inner = inner[step]
        inner[last] = None
    return changed


def bare(kind: type[HostedVendor]) -> HostedVendor:
    return kind("https://vendor.test", "key-for-tests")


VENDORS = {kind: bare(kind) for kind in VENDOR_CLASSES}
STATE_WORDS = {"status", "state", "success", "finished_at"}


@pytest.mark.parametrize(("kind", "body", "clips"), RECORDED)
def test_one_null_anywhere_never_breaks_a_paid_answer(kind: type[HostedVendor], body: Any, clips: int) -> None:
    for hole in places(body):
        report = VENDORS[kind].read(with_nulls(body, [hole]))
        assert (report.status, len(report.made)) == (Status.DONE, clips), hole
        assert all(made.vendor_clip_id for made in report.made), hole


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_nulls_everywhere_never_break_a_paid_answer(data: st.DataObject) -> None:
    """Whatever else is null: where the vendor still says that it is done, the clips are there, under their ids."""
    kind, body, clips = data.draw(st.sampled_from(RECORDED))
    optional = [place for place in places(body) if place[-1] not in STATE_WORDS]
    report = VENDORS[kind].read(with_nulls(body, data.draw(st.lists(st.sampled_from(optional), unique=True))))
    assert (report.status, len(report.made)) == (Status.DONE, clips)
    assert all(made.vendor_clip_id for made in report.made)


WORDS = "data status state code error success response clips stems id clip_id audio_url text tags progress items"
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["SUCCESS", "FAILED", "https://a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(WORDS.split()),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(VENDOR_CLASSES), JSON.filter(lambda said: isinstance(said, dict)))
def test_no_shape_whatever_breaks_a_reader(kind: type[HostedVendor], body: Any) -> None:
    from producer_mcp.errors import VendorError

    try:
        report = VENDORS[kind].read(body)
    except VendorError:
        return
    assert isinstance(report.status, Status)
    assert report.status is Status.DONE or not report.made
