"""What is refused before anything is spent, and what is only warned of."""

from collections.abc import Mapping
from typing import Any

import pytest

from producer_mcp.errors import InvalidArguments, ProducerError, Unsupported
from producer_mcp.operations import (
    OPERATIONS,
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    EnrichSound,
    ExtendMusic,
    MakeVideo,
    Operation,
    ReplaceSection,
    SplitStems,
    SwapVocals,
    UploadMusic,
    VaryMusic,
    WriteLyrics,
)
from producer_mcp.vendors import Vendor
from producer_mcp.vendors.acedata import AceData
from producer_mcp.vendors.ccapi import CCAPI
from producer_mcp.vendors.hosted import HostedVendor
from producer_mcp.vendors.musicapi import MusicAPI

from .mock_wire import VENDOR_CLASSES, MockWire, clip

pytestmark = pytest.mark.anyio

ART = "https://pictures.test/1.jpg"
SONG: Mapping[str, Any] = {"clip_id": "clip_1", "sound": "x"}
STEM = {"vendor_clip_id": "task_parent/vocals", "part": "vocals"}

REFUSED: list[tuple[type[HostedVendor], Operation, dict[str, Any], type[ProducerError], str]] = [
    (MusicAPI, SplitStems(clip_id="clip_1"), {}, Unsupported, "musicapi has no split_stems"),
    (MusicAPI, EnrichSound(sound="x"), {}, Unsupported, "musicapi has no enrich_sound"),
    (AceData, EnrichSound(sound="x"), {}, Unsupported, "acedata has no enrich_sound"),
    (MusicAPI, SwapVocals(clip_id="clip_1", lyrics="la"), {}, InvalidArguments, "say sound, how the new singer sounds"),
    (MusicAPI, CreateMusic.model_construct(sound="x", title="t" * 81), {}, InvalidArguments, "at most 80 characters of title"),
    (MusicAPI, UploadMusic(path="/tmp/a.wav"), {}, Unsupported, "no word for path in upload_music; say url"),
    (MusicAPI, MakeVideo(clip_id="clip_1"), STEM, Unsupported, "gave this clip no id"),
    (AceData, CreateMusic(sound="x" * 201), {}, InvalidArguments, "at most 200 characters of sound; this has 201"),
    (AceData, CreateMusic(sound="x", cover_art_url=ART), {}, Unsupported, "acedata has no word for cover_art_url"),
    (AceData, ExtendMusic(**SONG, at=3, seconds=9), {}, Unsupported, "acedata has no word for seconds"),
    (AceData, SwapVocals(**SONG, strength=0.5), {}, Unsupported, "acedata has no word for strength"),
    (AceData, DownloadMusic(clip_id="clip_1", format="mp3"), {}, Unsupported, "m4a"),
    (AceData, UploadMusic(path="/tmp/a.wav"), {}, Unsupported, "say url"),
    (AceData, DownloadMusic(clip_id="clip_1", format="wav"), STEM, Unsupported, "upload_music"),
    (CCAPI, CreateMusic(sound="x", weirdness=0.5), {}, Unsupported, "no word for weirdness in create_music; leave it out"),
    (CCAPI, CreateMusic(sound="x", cover_art_url=ART), {}, Unsupported, "cover_art_url"),
    (CCAPI, CreateMusic(sound="x", seconds=30), {}, Unsupported, 'no word for seconds in create_music; .* vendor="offline"'),
    (AceData, CreateMusic(sound="x", seconds=30), {}, Unsupported, "acedata has no word for seconds in create_music"),
    (MusicAPI, CreateMusic(sound="x", seconds=30), {}, Unsupported, "musicapi has no word for seconds in create_music"),
    (CCAPI, VaryMusic(clip_id="clip_1", seed="7"), {}, Unsupported, "seed"),
    (CCAPI, VaryMusic(clip_id="clip_1"), {"ticket": ""}, InvalidArguments, "by the task that made it"),
    (CCAPI, CoverMusic(**SONG, strength=0.5), {}, Unsupported, "strength"),
    (CCAPI, UploadMusic(path="/tmp/a.wav"), {}, Unsupported, "say url"),
]


@pytest.mark.parametrize(("kind", "operation", "of_clip", "error", "words"), REFUSED)
async def test_refuses_before_anything_is_sent(
    kind: type[HostedVendor], operation: Operation, of_clip: dict[str, Any], error: type[ProducerError], words: str
) -> None:
    wire = MockWire()
    vendor, clips = wire.vendor(kind), {word: clip(kind.name, **of_clip) for word in operation.clip_fields()}
    with pytest.raises(error, match=words):
        vendor.prepare(operation, clips)
    assert wire.requests == []


WARNED: list[tuple[type[HostedVendor], Operation, list[str]]] = [
    (MusicAPI, CreateMusic(sound="x", title="T", seed="7"), []),
    (MusicAPI, CreateMusic(sound="x", instrumental=False), []),
    (MusicAPI, CreateMusic(sound="x", weirdness=0), ["may ignore weirdness"]),
    (MusicAPI, CreateMusic(sound="x", instrumental=True), ["instrumental: say “instrumental, no vocals”"]),
    (MusicAPI, CreateMusic(sound="x", weirdness=0.1, sound_strength=1), ["sound_strength, weirdness: everything"]),
    (MusicAPI, CreateMusic(sound="x", model="FUZZ-9"), ["may ignore model", "documents no model 'FUZZ-9'; studio_status"]),
    (MusicAPI, MakeVideo(clip_id="clip_1"), ["lists make_video but never published"]),
    (AceData, CreateMusic(sound="x", weirdness=0.1, model="FUZZ-1.0"), []),
    (AceData, CreateMusic(sound="x", lyrics="la"), ["without lyrics"]),
    (AceData, CreateMusic(sound="x", model="Lyria 3 Pro"), ["documents no model"]),
    (CCAPI, CreateMusic(sound="x", title="T"), []),
    (CCAPI, CreateMusic(lyrics="la", seed="7"), ["may ignore lyrics, seed: "]),
    (CCAPI, VaryMusic(clip_id="clip_1"), ["calls vary_music switched off"]),
    (CCAPI, SplitStems(clip_id="clip_1"), ["calls split_stems switched off", "lists split_stems but never published"]),
    (CCAPI, WriteLyrics(idea="x"), ["switched off", "lists write_lyrics"]),
    (CCAPI, EnrichSound(sound="x"), []),
]


@pytest.mark.parametrize(("kind", "operation", "words"), WARNED)
def test_warns_of_what_may_come_out_otherwise(kind: type[HostedVendor], operation: Operation, words: list[str]) -> None:
    warnings = MockWire().vendor(kind).prepare(operation, {word: clip(kind.name) for word in operation.clip_fields()}).warnings
    assert len(warnings) == len(words), warnings
    for warning, word in zip(warnings, words, strict=True):
        with pytest.raises(Exception, match=word):
            raise Exception(warning)


@pytest.mark.parametrize(
    ("host", "operation", "is_warned"),
    [
        ("https://api.musicapi.ai", VaryMusic(clip_id="clip_1"), True),
        ("https://api.musicapi.ai", ReplaceSection(**SONG, start=1), False),
        ("https://api.aimusicapi.ai/", ReplaceSection(**SONG, start=1), True),
        ("https://api.sunoapi.com", VaryMusic(clip_id="clip_1"), True),
    ],
)
def test_says_what_a_host_calls_retired(host: str, operation: Operation, is_warned: bool) -> None:
    warnings = MusicAPI(host, "key-for-tests").prepare(operation, {"clip_id": clip("musicapi")}).warnings
    assert any("retired" in warning for warning in warnings) is is_warned


@pytest.mark.parametrize("kind", VENDOR_CLASSES, ids=lambda kind: kind.name)
def test_a_word_is_spelled_or_refused_and_never_dropped(kind: type[HostedVendor]) -> None:
    for operation in OPERATIONS:
        if operation in kind.routes:
            known = kind.routes[operation].fields
            silent = {word for word, theirs in known.items() if not theirs}
            # kept by us; what decides the path or the action; named by its ticket
            assert silent <= {"title", "format", "detail", "part", "clip_id"}
            assert set(known) <= {*operation.model_fields, "ticket"}


@pytest.mark.parametrize("kind", VENDOR_CLASSES, ids=lambda kind: kind.name)
def test_is_a_vendor(kind: type[HostedVendor]) -> None:
    vendor: Vendor = MockWire().vendor(kind)
    assert vendor.is_hosted and (vendor.models or vendor.listed) and vendor.check_interval_seconds >= 5
    assert vendor.batch_size == (50 if issubclass(kind, AceData | CCAPI) else 1)
    assert all(offer.usual_seconds > 0 for offer in vendor.offers.values())


GOES_ON = [
    (MusicAPI, ExtendMusic(clip_id="clip_1", at=30), "sound"),
    (MusicAPI, ReplaceSection(clip_id="clip_1", start=1, end=9), "sound"),
    (AceData, ExtendMusic(clip_id="clip_1", at=30), "prompt"),
    (AceData, ExtendMusic(clip_id="clip_1", at=30, lyrics="[Verse]\nonce more"), "prompt"),
    (AceData, ReplaceSection(clip_id="clip_1", start=1, end=9), "prompt"),
    (CCAPI, ExtendMusic(clip_id="clip_1", at=30), "sound"),
]


@pytest.mark.parametrize(("kind", "operation", "field"), GOES_ON)
def test_an_edit_without_a_sound_goes_on_as_the_clip_went(kind: type[HostedVendor], operation: Operation, field: str) -> None:
    wire = MockWire()
    whole = "warm lofi with rhodes and brushed drums, " * 10
    prepared = wire.vendor(kind).prepare(operation, {"clip_id": clip(kind.name, sound=whole)})
    own = str(prepared.body[field])
    assert own and whole.startswith(own) and not own.endswith("brush") and len(own) <= (200 if kind is AceData else 1_000)
    assert not any("beside lyrics" in warning for warning in prepared.warnings)
    said = operation.model_copy(update={"sound": "solo piano"})
    assert wire.vendor(kind).prepare(said, {"clip_id": clip(kind.name, sound=whole)}).body[field] == "solo piano"


@pytest.mark.parametrize("kind", VENDOR_CLASSES, ids=lambda kind: kind.name)
def test_where_the_clips_sound_is_not_known_it_is_asked_for_before_anything_is_sent(kind: type[HostedVendor]) -> None:
    wire = MockWire()
    edits = ExtendMusic(clip_id="clip_1", at=30), ReplaceSection(clip_id="clip_1", start=1)
    for operation in (edit for edit in edits if type(edit) in kind.routes):
        with pytest.raises(InvalidArguments, match="say sound"):
            wire.vendor(kind).prepare(operation, {"clip_id": clip(kind.name, sound="")})
    assert wire.requests == []
