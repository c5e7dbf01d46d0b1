"""The documented rules for request bodies of the two vendors of Suno: MusicAPI's Sonic and AceDataCloud."""

from collections.abc import Mapping

from .body_rules import UNIT, WEBHOOK, BodyRules, Rule, flag, number, one_of, text

Body = Mapping[str, object]

SECONDS = number(0)
LENGTH: Mapping[str, Rule] = {"duration": number(10, 360)}
"""A wished length in seconds. Where it is not among the fields, it is refused."""
GENDERS = one_of("f", "m")
VARIATIONS = one_of("subtle", "normal", "high")


def several(rule: Rule, fewest: int, most: int) -> Rule:
    return lambda value: isinstance(value, list) and fewest <= len(value) <= most and all(map(rule, value))


# MusicAPI's Sonic.

SONIC_VERSIONS = ("v6", "v6-wild", "v6-mini", "v3-5", "v4", "v4-5", "v4-5-plus", "v5", "v5-5")
SONIC_MODEL: Mapping[str, Rule] = {
    "mv": one_of(*(f"{family}-{version}" for family in ("sonic", "chirp") for version in SONIC_VERSIONS))
}
SONIC_SONG: Mapping[str, Rule] = {
    **SONIC_MODEL,
    **WEBHOOK,
    "custom_mode": flag,
    "use_suno_cdn": flag,
    "prompt": text(5_000),
    "gpt_description_prompt": text(400),
    "auto_lyrics": flag,
    "title": text(80),
    "tags": text(1_000),
    "negative_tags": text(),
    "make_instrumental": flag,
    "vocal_gender": GENDERS,
    "style_weight": UNIT,
    "weirdness_constraint": UNIT,
}
SONIC_SOURCE: Mapping[str, Rule] = {"continue_clip_id": text()}
NEAR: Mapping[str, Rule] = {"audio_weight": UNIT}
OVERPAINTING: Mapping[str, Rule] = {"overpainting_start_s": SECONDS, "overpainting_end_s": SECONDS}


def sonic(fields: Mapping[str, Rule], *needs: str, song: bool = True) -> BodyRules:
    """Rules of a `task_type`; `use_suno_cdn` is sent always, model and mode by all that make a new song."""
    asked = (("custom_mode", "mv") if song else ()) + ("use_suno_cdn",)
    known = SONIC_SONG if song else {"use_suno_cdn": flag, **WEBHOOK}
    return BodyRules({"task_type": text(), **known, **fields}, tuple((need,) for need in needs), asked)


SONIC_CREATE: Mapping[str, BodyRules] = {
    "create_music": sonic(LENGTH),
    "persona_music": sonic({**LENGTH, "persona_id": text()}, "persona_id"),
    **dict.fromkeys(
        ("extend_music", "extend_upload_music"),
        sonic({**LENGTH, **SONIC_SOURCE, "continue_at": SECONDS}, "continue_clip_id"),
    ),
    **dict.fromkeys(("cover_music", "cover_upload_music"), sonic({**LENGTH, **SONIC_SOURCE, **NEAR}, "continue_clip_id")),
    "concat_music": sonic(SONIC_SOURCE, "continue_clip_id", song=False),
    "remaster": sonic({**SONIC_MODEL, **SONIC_SOURCE, "variation_category": VARIATIONS}, "continue_clip_id", "mv", song=False),
    **dict.fromkeys(("add_vocals", "add_instrumental"), sonic({**SONIC_SOURCE, **NEAR, **OVERPAINTING}, "continue_clip_id")),
}
UPLOADED_ONLY = frozenset({"extend_upload_music", "cover_upload_music", "add_vocals", "add_instrumental"})
"""Task types for uploaded clips only."""
NOT_UPLOADED = frozenset({"extend_music", "cover_music"})
"""Task types that have another for uploaded clips."""

SONIC_CLIP: Mapping[str, Rule] = {"clip_id": text()}
VOCAL: Mapping[str, Rule] = {"vocal_start_s": SECONDS, "vocal_end_s": SECONDS}
SONIC_OTHERS: Mapping[str, BodyRules] = {
    "upload": BodyRules({"url": text()}, (("url",),)),
    "upload-extend": BodyRules(
        {"url": text(), "continue_at": SECONDS, "auto_concat": flag, **SONIC_SONG, **LENGTH}, (("url",), ("mv",))
    ),
    "upload-cover": BodyRules({"url": text(), **NEAR, **SONIC_SONG, **LENGTH}, (("url",), ("mv",))),
    "replace-section": BodyRules(
        {
            **SONIC_CLIP,
            **SONIC_SONG,
            "infill_start_s": SECONDS,
            "infill_end_s": SECONDS,
            "infill_lyrics": text(),
            "auto_concat": flag,
        },
        (("clip_id",), ("mv",)),
        ("infill_start_s", "infill_end_s"),
    ),
    "sample": BodyRules(
        {
            "url": text(),
            "sample_clip_id": text(),
            "chop_sample_start_s": SECONDS,
            "chop_sample_end_s": SECONDS,
            **NEAR,
            **SONIC_SONG,
        },
        (("url", "sample_clip_id"), ("mv",)),
    ),
    "mashup": BodyRules({"mashup_clip_ids": several(text(), 2, 2), **SONIC_SONG}, (("mashup_clip_ids",), ("mv",))),
    "persona": BodyRules(
        {**SONIC_CLIP, **VOCAL, "name": text(80), "describe": text(), "styles": text(), "vox_audio_id": text()},
        (("name",), ("clip_id",)),
    ),
    "create-voice": BodyRules({"audio_url": text(), "name": text(80)}, (("audio_url",), ("name",))),
    "stems/basic": BodyRules({**SONIC_CLIP, **WEBHOOK}, (("clip_id",),)),
    "stems/full": BodyRules({**SONIC_CLIP, **WEBHOOK}, (("clip_id",),)),
    "download": BodyRules({**SONIC_CLIP, "formats": several(one_of("mp3", "wav", "m4a"), 1, 3)}, (("clip_id",), ("formats",))),
    "midi": BodyRules(SONIC_CLIP, (("clip_id",),)),
    "bpm": BodyRules(SONIC_CLIP, (("clip_id",),)),
    "vox": BodyRules({**SONIC_CLIP, **VOCAL}, (("clip_id",),)),
    "aligned-lyrics": BodyRules(SONIC_CLIP, (("clip_id",),)),
    "upsample-tags": BodyRules({"tags": text()}, (("tags",),)),
}


def sonic_refusal(body: Body) -> str | None:
    """What the rules say of fields together: own lyrics or a description, by the mode."""
    if body.get("custom_mode") is True and not (body.get("prompt") or body.get("make_instrumental")):
        return "The 'prompt' field is required when custom_mode = true."
    if body.get("custom_mode") is False and not body.get("gpt_description_prompt"):
        return "The 'gpt_description_prompt' field is required when custom_mode = false."
    return "The 'auto_lyrics' field needs custom_mode." if body.get("auto_lyrics") and not body.get("custom_mode") else None


# AceDataCloud.

CHIRP_VERSIONS = ("v6", "v6-wild", "v6-mini", "v5-5", "v5", "v4-5-plus", "v4-5", "v4", "v3-5", "v3-0")
AUDIOS: Mapping[str, Rule] = {
    "action": text(),
    "model": one_of(*(f"chirp-{version}" for version in CHIRP_VERSIONS)),
    "prompt": text(500),
    "custom": flag,
    "lyric": text(5_000),
    "lyric_prompt": text(),
    "style": text(1_000),
    "title": text(100),
    "instrumental": flag,
    "negative_tags": text(),
    "vocal_gender": GENDERS,
    "weirdness": UNIT,
    "style_influence": UNIT,
    "audio_weight": UNIT,
    "variation_category": VARIATIONS,
    "audio_id": text(),
    "continue_at": number(0.001),
    "replace_section_start": SECONDS,
    "replace_section_end": SECONDS,
    "replace_section_result_mode": one_of("full_song", "candidates"),
    "persona_id": text(),
    "mashup_audio_ids": several(text(), 2, 2),
    "audio_urls": several(text(), 1, 4),
    **{f"{word}_{end}": SECONDS for word in ("overpainting", "underpainting", "samples") for end in ("start", "end")},
    "async": flag,
    "callback_url": text(),
}


def audios(*needs: str, **more: Rule) -> BodyRules:
    return BodyRules({**AUDIOS, **more}, tuple((need,) for need in needs))


SUNO_AUDIOS: Mapping[str, BodyRules] = {
    "generate": audios(**LENGTH),
    **dict.fromkeys(("extend", "upload_extend"), audios("audio_id", "continue_at")),
    **dict.fromkeys(("cover", "upload_cover", "concat", "stems", "all_stems"), audios("audio_id")),
    **dict.fromkeys(("underpainting", "overpainting", "samples"), audios("audio_id")),
    **dict.fromkeys(("artist_consistency", "artist_consistency_vox"), audios("audio_id", "persona_id")),
    "replace_section": BodyRules(AUDIOS, (("audio_id",),), ("replace_section_start", "replace_section_end")),
    "remaster": audios("audio_id", "variation_category"),
    "mashup": audios("mashup_audio_ids", "prompt"),
    "inspo": audios("audio_urls"),
}
LATER: Mapping[str, Rule] = {"async": flag, "callback_url": text()}
SUNO_CLIP: Mapping[str, Rule] = {"audio_id": text()}
SUNO_OTHERS: Mapping[str, BodyRules] = {
    "lyrics": BodyRules({"prompt": text(), "model": one_of("default", "remi-v1")}, (("prompt",), ("model",))),
    "mashup-lyrics": BodyRules({"lyrics_a": text(), "lyrics_b": text()}, (("lyrics_a",), ("lyrics_b",))),
    "style": BodyRules({"prompt": text()}, (("prompt",),)),
    "upload": BodyRules(
        {"audio_url": text(), "mode": one_of("standard", "enhanced"), "name": text(100), "callback_url": text()},
        (("audio_url",),),
    ),
    **dict.fromkeys(("mp4", "timing"), BodyRules(SUNO_CLIP, (("audio_id",),))),
    **dict.fromkeys(("wav", "mp3", "midi"), BodyRules({**SUNO_CLIP, **LATER}, (("audio_id",),))),
    "vox": BodyRules({**SUNO_CLIP, **LATER, "vocal_start": SECONDS, "vocal_end": SECONDS}, (("audio_id",),)),
    "persona": BodyRules(
        {
            **SUNO_CLIP,
            **{word: text() for word in ("name", "vox_audio_id", "description")},
            "vocal_start": SECONDS,
            "vocal_end": SECONDS,
        },
        (("audio_id",), ("name",)),
    ),
    "voices": BodyRules({"audio_url": text(), "name": text(), "description": text()}, (("audio_url",),)),
}


def suno_refusal(body: Body) -> str | None:
    """What the rules say of fields together, in the vendor's printed words."""
    sings = body.get("lyric") or body.get("lyric_prompt") or body.get("instrumental")
    match body.get("action"):
        case "generate" if body.get("custom") and not sings:
            return "lyric is required when generate custom audio"
        case "generate" if not body.get("custom") and not body.get("prompt"):
            return "prompt is required when generate audio"
        case "generate" if "duration" in body and not body.get("custom"):
            return "duration is invalid."
        case "extend" | "upload_extend" if not sings:
            return "lyric is required when extend audio and instrumental is false"
    return None
