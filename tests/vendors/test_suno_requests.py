"""Suno at MusicAPI, AceDataCloud and CCAPI: what they are asked for, what is refused before, and prices."""

from typing import Any

import pytest

from producer_mcp.errors import InvalidArguments, ProducerError, Unsupported
from producer_mcp.operations import (
    AddPart,
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    EnrichSound,
    ExtendMusic,
    MakeVideo,
    Operation,
    ReplaceSection,
    SplitStems,
    SwapSound,
    SwapVocals,
    UploadMusic,
    VaryMusic,
    WriteLyrics,
)
from producer_mcp.vendors.acedata_suno import AceDataSuno
from producer_mcp.vendors.ccapi_suno import CCAPISuno
from producer_mcp.vendors.hosted import HostedVendor
from producer_mcp.vendors.musicapi_suno import MusicAPISuno

from .mock_wire import MockWire
from .suno_song import FILE, ID, SONIC, WORDS, a_song, clips_of

pytestmark = pytest.mark.anyio

KNOBS: dict[str, Any] = {"avoid": "drums", "sound_strength": 0.8, "weirdness": 0.2}
FULL: dict[str, Any] = {"sound": "warm pop", "lyrics": WORDS, "model": "Suno V6 Wild", **KNOBS}

S_NEW = {"use_suno_cdn": False, "mv": "sonic-v6"}
S_FULL = {
    **{"use_suno_cdn": False, "mv": "sonic-v6-wild", "tags": "warm pop", "prompt": WORDS, "custom_mode": True},
    **{"negative_tags": "drums", "style_weight": 0.8, "weirdness_constraint": 0.2},
}
S_OF = {"continue_clip_id": "theirs-1"}
LONG = ", ".join(["slow strings and a choir"] * 20)
"""A description of more than 400 and less than 1,000 characters."""

MUSICAPI: list[tuple[Operation, str, dict[str, Any]]] = [
    (
        CreateMusic(sound="pop"),
        "create",
        {"task_type": "create_music", **S_NEW, "custom_mode": False, "gpt_description_prompt": "pop"},
    ),
    (
        CreateMusic(**FULL, title="Rain", seconds=59.6),
        "create",
        {"task_type": "create_music", **S_FULL, "title": "Rain", "duration": 60},
    ),
    (
        CreateMusic(sound="piano", instrumental=True, model="v6-mini"),
        "create",
        {
            **{"task_type": "create_music", "use_suno_cdn": False, "mv": "sonic-v6-mini", "make_instrumental": True},
            **{"custom_mode": False, "gpt_description_prompt": "piano"},
        },
    ),
    (
        CreateMusic(sound=LONG),
        "create",
        {"task_type": "create_music", **S_NEW, "custom_mode": True, "auto_lyrics": True, "tags": LONG, "prompt": LONG},
    ),
    (
        CreateMusic(sound="warm pop", lyrics=WORDS, voice="persona-7"),
        "create",
        {
            **{"task_type": "persona_music", **S_NEW, "custom_mode": True},
            **{"persona_id": "persona-7", "tags": "warm pop", "prompt": WORDS},
        },
    ),
    (
        ExtendMusic(**ID, **FULL, at=45, title="Longer"),
        "create",
        {"task_type": "extend_music", **S_OF, **S_FULL, "continue_at": 45, "title": "Longer"},
    ),
    (
        ExtendMusic(**ID),
        "create",
        {
            **{"task_type": "extend_music", **S_OF, **S_NEW, "continue_at": 95.5, "custom_mode": True, "auto_lyrics": True},
            **{"tags": "its own sound", "prompt": "its own sound"},
        },
    ),
    (CoverMusic(**ID, **FULL, strength=0.8), "create", {"task_type": "cover_music", **S_OF, **S_FULL, "audio_weight": 0.2}),
    (
        CoverMusic(**ID, sound="jazz"),
        "create",
        {"task_type": "cover_music", **S_OF, **S_NEW, "custom_mode": True, "tags": "jazz", "prompt": "[Verse]\nold words"},
    ),
    (
        CoverMusic(**ID, sound="jazz", instrumental=True),
        "create",
        {
            **{"task_type": "cover_music", **S_OF, **S_NEW, "custom_mode": False, "make_instrumental": True},
            **{"gpt_description_prompt": "jazz"},
        },
    ),
    *(
        (VaryMusic(**ID, strength=strength), "create", {"task_type": "remaster", **S_OF, **S_NEW, "variation_category": word})
        for strength, word in ((None, "normal"), (0.3, "subtle"), (0.6, "normal"), (1, "high"))
    ),
    (
        ReplaceSection(**ID, **FULL, start=30, end=45),
        "replace-section",
        {
            **{"clip_id": "theirs-1", "mv": "sonic-v6-wild", "infill_start_s": 30, "infill_end_s": 45, "infill_lyrics": WORDS},
            **{"tags": "warm pop", "negative_tags": "drums", "style_weight": 0.8, "weirdness_constraint": 0.2},
            "auto_concat": True,
        },
    ),
    (
        ReplaceSection(**ID, sound="calm", start=80),
        "replace-section",
        {
            **{"clip_id": "theirs-1", "mv": "sonic-v6", "infill_start_s": 80, "infill_end_s": 95.5, "tags": "calm"},
            "auto_concat": True,
        },
    ),
    (
        AddPart(**ID, part="vocals", lyrics=WORDS, sound="alto", title="Sung", avoid="drums", model="v6-mini"),
        "create",
        {
            **{"task_type": "add_vocals", "use_suno_cdn": False, "mv": "sonic-v6-mini", **S_OF, "custom_mode": True},
            **{"prompt": WORDS, "tags": "alto", "title": "Sung", "negative_tags": "drums"},
        },
    ),
    (
        AddPart(**ID, part="band", sound="jazz trio"),
        "create",
        {"task_type": "add_instrumental", **S_NEW, **S_OF, "custom_mode": True, "make_instrumental": True, "tags": "jazz trio"},
    ),
    (SplitStems(**ID), "stems/basic", {"clip_id": "theirs-1"}),
    (SplitStems(**ID, detail="twelve"), "stems/full", {"clip_id": "theirs-1"}),
    (WriteLyrics(idea="rain"), "lyrics", {"description": "rain"}),
    (EnrichSound(sound="jazz"), "upsample-tags", {"tags": "jazz"}),
    (UploadMusic(url="https://files.test/a.mp3", title="Ours to keep"), "upload", {"url": "https://files.test/a.mp3"}),
    (DownloadMusic(**ID), "download", {"clip_id": "theirs-1", "formats": ["mp3"]}),
    (DownloadMusic(**ID, format="wav"), "download", {"clip_id": "theirs-1", "formats": ["wav"]}),
    (DownloadMusic(**ID, format="midi"), "midi", {"clip_id": "theirs-1"}),
    (DownloadMusic(**ID, format="lrc"), "aligned-lyrics", {"clip_id": "theirs-1"}),
]

A_OF = {"audio_id": "theirs-1"}
A_NEW = {"async": True, "model": "chirp-v6"}
A_FULL = {
    **{"async": True, "model": "chirp-v6-wild", "custom": True, "style": "warm pop", "lyric": WORDS},
    **{"negative_tags": "drums", "style_influence": 0.8, "weirdness": 0.2},
}
SECTION = {"replace_section_start": 30, "replace_section_end": 45, "replace_section_result_mode": "full_song"}

ACEDATA: list[tuple[Operation, str, dict[str, Any]]] = [
    (CreateMusic(sound="pop"), "audios", {"action": "generate", **A_NEW, "custom": False, "prompt": "pop"}),
    (CreateMusic(**FULL, title="Rain", seconds=60), "audios", {"action": "generate", **A_FULL, "title": "Rain", "duration": 60}),
    (
        CreateMusic(sound="piano", instrumental=True),
        "audios",
        {"action": "generate", **A_NEW, "custom": False, "prompt": "piano", "instrumental": True},
    ),
    (
        CreateMusic(sound="piano", weirdness=0.9),
        "audios",
        {"action": "generate", **A_NEW, "custom": True, "style": "piano", "lyric_prompt": "piano", "weirdness": 0.9},
    ),
    (
        ExtendMusic(**ID, **FULL, at=45, title="Longer"),
        "audios",
        {"action": "extend", **A_OF, **A_FULL, "continue_at": 45, "title": "Longer", "instrumental": False},
    ),
    (CoverMusic(**ID, **FULL, strength=0.8), "audios", {"action": "cover", **A_OF, **A_FULL, "audio_weight": 0.2}),
    (
        CoverMusic(**ID, sound="jazz"),
        "audios",
        {"action": "cover", **A_OF, **A_NEW, "custom": True, "style": "jazz", "lyric": "[Verse]\nold words"},
    ),
    *(
        (VaryMusic(**ID, strength=strength), "audios", {"action": "remaster", **A_OF, **A_NEW, "variation_category": word})
        for strength, word in ((None, "normal"), (0.2, "subtle"), (0.7, "normal"), (0.9, "high"))
    ),
    (
        ReplaceSection(**ID, **FULL, start=30, end=45),
        "audios",
        {
            **{"action": "replace_section", **A_OF, **A_FULL, **SECTION, "custom": False, "instrumental": False},
            **{"prompt": WORDS, "lyric": "[Verse]\nold words"},
        },
    ),
    (
        AddPart(**ID, part="vocals", lyrics=WORDS, sound="alto", title="Sung", avoid="drums"),
        "audios",
        {
            **{"action": "overpainting", **A_OF, **A_NEW, "custom": True, "lyric": WORDS},
            **{"style": "alto", "title": "Sung", "negative_tags": "drums"},
        },
    ),
    (
        AddPart(**ID, part="band", sound="jazz trio"),
        "audios",
        {"action": "underpainting", **A_OF, **A_NEW, "custom": True, "instrumental": True, "style": "jazz trio"},
    ),
    (SplitStems(**ID), "audios", {"action": "stems", "async": True, **A_OF}),
    (SplitStems(**ID, detail="twelve"), "audios", {"action": "all_stems", "async": True, **A_OF}),
    (WriteLyrics(idea="rain"), "lyrics", {"prompt": "rain", "model": "default"}),
    (EnrichSound(sound="jazz"), "style", {"prompt": "jazz"}),
    (UploadMusic(url="https://files.test/a.mp3"), "upload", {"audio_url": "https://files.test/a.mp3"}),
    (MakeVideo(**ID), "mp4", A_OF),
    (DownloadMusic(**ID), "mp3", {**A_OF, "async": True}),
    (DownloadMusic(**ID, format="wav"), "wav", {**A_OF, "async": True}),
    (DownloadMusic(**ID, format="midi"), "midi", {**A_OF, "async": True}),
    (DownloadMusic(**ID, format="lrc"), "timing", A_OF),
]

DESCRIBED = {"make_instrumental": False, "gpt_description_prompt": "pop"}
CCAPI: list[tuple[Operation, str, dict[str, Any]]] = [
    (CreateMusic(sound="pop"), "MUSIC", DESCRIBED),
    (
        CreateMusic(sound="pop", lyrics=WORDS, title="Rain", model="chirp-v6"),
        "MUSIC",
        {"tags": "pop", "prompt": WORDS, "title": "Rain", "mv": "chirp-v6", "make_instrumental": False},
    ),
    (WriteLyrics(idea="rain"), "LYRICS", {"prompt": "rain"}),
    (EnrichSound(sound="jazz"), "UPSAMPLE_TAGS", {"tags": "jazz"}),
]

GOLDEN: list[tuple[type[HostedVendor], Operation, str, dict[str, Any]]] = [
    *((MusicAPISuno, operation, f"{SONIC}{path}", body) for operation, path, body in MUSICAPI),
    *((AceDataSuno, operation, f"/suno/{path}", body) for operation, path, body in ACEDATA),
    *((CCAPISuno, operation, f"/suno/submit/{path}", body) for operation, path, body in CCAPI),
]


@pytest.mark.parametrize(("kind", "operation", "path", "body"), GOLDEN, ids=lambda value: getattr(value, "name", None))
def test_spells(kind: type[HostedVendor], operation: Operation, path: str, body: dict[str, Any]) -> None:
    prepared = MockWire().vendor(kind).prepare(operation, clips_of(kind, operation, uploaded=isinstance(operation, AddPart)))
    assert (prepared.path, prepared.body) == (path, body)


@pytest.mark.parametrize("kind", [MusicAPISuno, AceDataSuno, CCAPISuno], ids=lambda kind: kind.name)
def test_every_operation_has_its_golden_body(kind: type[HostedVendor]) -> None:
    assert {type(operation) for vendor, operation, _, _ in GOLDEN if vendor is kind} == kind.routes.keys()


@pytest.mark.parametrize(
    ("kind", "operation", "name"),
    [
        (MusicAPISuno, ExtendMusic(**ID, sound="x"), ("task_type", "extend_upload_music")),
        (MusicAPISuno, CoverMusic(**ID, sound="x"), ("task_type", "cover_upload_music")),
        (AceDataSuno, ExtendMusic(**ID, lyrics="x"), ("action", "upload_extend")),
        (AceDataSuno, CoverMusic(**ID, sound="x"), ("action", "upload_cover")),
        (AceDataSuno, ReplaceSection(**ID, sound="x", start=1, end=2), ("action", "replace_section")),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_an_uploaded_recording_has_actions_of_its_own(
    kind: type[HostedVendor], operation: Operation, name: tuple[str, str]
) -> None:
    body = MockWire().vendor(kind).prepare(operation, clips_of(kind, operation, uploaded=True)).body
    assert name in body.items()


@pytest.mark.parametrize("kind", [MusicAPISuno, AceDataSuno], ids=lambda kind: kind.name)
def test_what_was_not_sung_goes_on_without_singing(kind: type[HostedVendor]) -> None:
    operation = ExtendMusic(**ID)
    body = MockWire().vendor(kind).prepare(operation, clips_of(kind, operation, lyrics="[Instrumental]")).body
    assert body.get("make_instrumental", body.get("instrumental")) is True and not {"prompt", "lyric"} & body.keys()


@pytest.mark.parametrize("kind", [MusicAPISuno, AceDataSuno], ids=lambda kind: kind.name)
def test_an_extension_is_joined_by_a_second_request_for_its_first_clip(kind: type[HostedVendor]) -> None:
    vendor, operation = MockWire().vendor(kind), ExtendMusic(**ID, lyrics=WORDS)
    second = vendor.prepare_step(operation, 2, [a_song(kind, vendor_clip_id="added-1"), a_song(kind, vendor_clip_id="added-2")])
    joined = {"task_type": "concat_music", "use_suno_cdn": False, "continue_clip_id": "added-1"}
    assert second.body == (joined if kind is MusicAPISuno else {"action": "concat", "async": True, "audio_id": "added-1"})
    assert len(vendor.offers[ExtendMusic].steps) == 2


SINGER = AddPart(**ID, part="vocals", lyrics=WORDS)


@pytest.mark.parametrize("kind", [MusicAPISuno, AceDataSuno], ids=lambda kind: kind.name)
@pytest.mark.parametrize("operation", [SINGER, AddPart(**ID, part="band", sound="jazz trio")], ids=lambda one: one.part)
def test_what_was_not_uploaded_is_uploaded_by_its_address_before_a_part_is_added(
    kind: type[HostedVendor], operation: AddPart
) -> None:
    vendor = MockWire().vendor(kind)
    first = vendor.prepare(operation, {"clip_id": a_song(kind, vendor_clip_id="", audio_url=FILE)})
    path, field, of = (
        ("/suno/upload", "audio_url", "audio_id") if kind is AceDataSuno else (f"{SONIC}upload", "url", "continue_clip_id")
    )
    assert (first.path, first.body, first.step, first.steps) == (path, {field: FILE}, 1, None)
    second = vendor.prepare_step(operation, 2, [a_song(kind, vendor_clip_id="up-1", part="uploaded copy")])
    there = vendor.prepare(operation, {"clip_id": a_song(kind, vendor_clip_id="up-1", uploaded=True)})
    assert (second.path, second.body, second.step) == (there.path, there.body, 2) and second.body[of] == "up-1"
    assert there.steps == () and [step.name for step in vendor.offers[AddPart].steps] == ["uploading", "adding"]


@pytest.mark.parametrize(
    ("host", "whole", "alone"), [("api.musicapi.ai", None, 15), ("api.aimusicapi.ai", 12, 10), ("else.test", None, None)]
)
def test_a_part_on_an_uploaded_clip_costs_the_second_request_alone(host: str, whole: float | None, alone: float | None) -> None:
    vendor = MusicAPISuno(f"https://{host}", "k" * 20)
    price = vendor.offers[AddPart].price
    own = vendor.prepare(SINGER, {"clip_id": a_song(MusicAPISuno, uploaded=True)}).price
    assert (price and price.amount, own and own.amount) == (whole, alone)


REFUSED: list[tuple[type[HostedVendor], Operation, dict[str, Any], type[ProducerError], str]] = [
    (AceDataSuno, ExtendMusic(**ID), {}, InvalidArguments, "say lyrics, the words of the added part"),
    (AceDataSuno, ExtendMusic(**ID, lyrics="x"), {"seconds": None}, InvalidArguments, "say at, the second to go on from"),
    (MusicAPISuno, ReplaceSection(**ID, start=1), {"seconds": None}, InvalidArguments, "say end, the second where"),
    (AceDataSuno, CreateMusic(sound="x", voice="p"), {}, Unsupported, "no word for voice"),
    (MusicAPISuno, CreateMusic(sound="x", seconds=5), {}, InvalidArguments, "takes seconds from 10 to 360; this is 5"),
    (AceDataSuno, CreateMusic(sound="x", seconds=400), {}, InvalidArguments, "takes seconds from 10 to 360; this is 400"),
    (MusicAPISuno, CreateMusic(sound="x", seed="7"), {}, Unsupported, "no word for seed"),
    (MusicAPISuno, CreateMusic(sound="x", lyrics="la", lyrics_strength=1), {}, Unsupported, "no word for lyrics_strength"),
    (MusicAPISuno, VaryMusic(**ID, sound="x"), {}, Unsupported, "no word for sound in vary_music"),
    (MusicAPISuno, MakeVideo(**ID), {}, Unsupported, "has no make_video"),
    (MusicAPISuno, SwapVocals(**ID, sound="x"), {}, Unsupported, "has no swap_vocals"),
    (AceDataSuno, SwapSound(**ID, sound="x"), {}, Unsupported, "has no swap_sound"),
    (CCAPISuno, CreateMusic(sound="x", avoid="drums"), {}, Unsupported, "no word for avoid"),
    (CCAPISuno, ExtendMusic(**ID), {}, Unsupported, "has no extend_music"),
    (CCAPISuno, SINGER, {}, Unsupported, "has no add_part"),
    (
        MusicAPISuno,
        SINGER,
        {},
        Unsupported,
        r"upload_music\(url=…, vendor='musicapi-suno'\) brings it in",
    ),
    (AceDataSuno, SINGER, {}, Unsupported, "takes a clip for add_part by the public address of its sound"),
]


@pytest.mark.parametrize(
    ("kind", "operation", "of_clip", "error", "words"), REFUSED, ids=lambda value: getattr(value, "name", None)
)
def test_refuses_before_anything_is_sent(
    kind: type[HostedVendor], operation: Operation, of_clip: dict[str, Any], error: type[ProducerError], words: str
) -> None:
    wire = MockWire()
    with pytest.raises(error, match=words):
        wire.vendor(kind).prepare(operation, clips_of(kind, operation, **of_clip))
    assert wire.requests == []


@pytest.mark.parametrize(
    ("kind", "operation", "words"),
    [
        (AceDataSuno, CreateMusic(sound="a b c d e", seconds=60), ["may ignore seconds"]),
        (AceDataSuno, DownloadMusic(**ID, format="midi"), ["MIDI of one stem"]),
        (MusicAPISuno, CreateMusic(sound="x", model="sonic-v5"), ["documents no model 'sonic-v5'"]),
        (MusicAPISuno, CreateMusic(sound="x", model="chirp-v6-mini"), []),
        (CCAPISuno, CreateMusic(sound="x"), ["lists create_music but never published"]),
        (CCAPISuno, EnrichSound(sound="x"), []),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_warns_of_what_may_come_out_otherwise(kind: type[HostedVendor], operation: Operation, words: list[str]) -> None:
    warnings = MockWire().vendor(kind).prepare(operation, clips_of(kind, operation)).warnings
    assert len(warnings) == len(words) and all(word in warning for word, warning in zip(words, warnings, strict=True))


PRICES: list[tuple[str, Operation, float | None]] = [
    ("api.musicapi.ai", CreateMusic(sound="x"), 20),
    ("api.aimusicapi.ai", CreateMusic(sound="x"), 14),
    ("api.sunoapi.com", CreateMusic(sound="x"), None),
    ("api.musicapi.ai", CreateMusic(sound="x", voice="p"), 15),
    ("api.musicapi.ai", CoverMusic(**ID, sound="x"), None),
    ("api.aimusicapi.ai", CoverMusic(**ID, sound="x"), 14),
    ("api.musicapi.ai", ExtendMusic(**ID), 17),
    ("api.aimusicapi.ai", ExtendMusic(**ID), 12),
    ("api.musicapi.ai", SplitStems(**ID), 30),
    ("api.musicapi.ai", SplitStems(**ID, detail="twelve"), 75),
    ("api.aimusicapi.ai", SplitStems(**ID), 20),
    ("api.aimusicapi.ai", SplitStems(**ID, detail="twelve"), 50),
    ("api.aimusicapi.ai", DownloadMusic(**ID, format="wav"), 2),
    ("api.aimusicapi.ai", DownloadMusic(**ID, format="midi"), 1),
    ("api.musicapi.ai", DownloadMusic(**ID, format="wav"), None),
    ("api.aimusicapi.ai", UploadMusic(url="https://files.test/a.mp3"), 2),
]


@pytest.mark.parametrize(("host", "operation", "credits"), PRICES, ids=lambda value: getattr(value, "name", None))
def test_the_two_hosts_of_musicapi_have_their_own_prices(host: str, operation: Operation, credits: float | None) -> None:
    vendor = MusicAPISuno(f"https://{host}", "key-for-tests")
    price = vendor.prepare(operation, clips_of(MusicAPISuno, operation)).price or vendor.offers[type(operation)].price
    assert (price and price.amount) == credits
