"""Examples of Suno at MusicAPI and AceDataCloud, from their pages and integrators: requests, and the shapes of answers."""

from collections.abc import Mapping

from .documented_examples import CLIP, URL, WORDS, PrintedAnswer

SONIC, SUNO = "/api/v1/sonic/", "/suno/"
AUDIOS = SUNO + "audios"
MV = {"mv": "sonic-v6", "use_suno_cdn": False}
SONIC_SONG = {"task_type": "create_music", "custom_mode": True, **MV, "title": "Starry Night", "tags": "pop", "prompt": WORDS}
SONIC_EXTEND = {"continue_clip_id": CLIP, "custom_mode": True, **MV, "prompt": WORDS, "tags": "pop"}
SONIC_CONCAT = {"task_type": "concat_music", "continue_clip_id": CLIP, "use_suno_cdn": False}
REPLACE = {"clip_id": CLIP, "mv": "sonic-v6", "infill_start_s": 10, "infill_end_s": 20, "prompt": "a guitar solo"}
SUNO_SONG = {"action": "generate", "model": "chirp-v6", "prompt": "A song for Christmas", "async": True}
NOW = {"action": "generate", "model": "chirp-v4-5", "prompt": "A song for Christmas"}
SUNO_EXTEND = {"action": "extend", "model": "chirp-v4-5", "audio_id": CLIP, "continue_at": 2, "lyric": WORDS, "custom": True}
SUNO_SECTION = {"replace_section_start": 28.94, "replace_section_end": 85.39, "model": "chirp-v4", "audio_id": CLIP}
SECTION = {"action": "replace_section", "lyric": WORDS, "prompt": "the replaced words", **SUNO_SECTION, "custom": False}

REQUESTS: tuple[tuple[str, Mapping[str, object]], ...] = (
    (SONIC + "create", SONIC_SONG),
    (SONIC + "create", {"task_type": "create_music", "custom_mode": False, **MV, "gpt_description_prompt": "a song about sky"}),
    (SONIC + "create", {**SONIC_EXTEND, "task_type": "extend_music", "continue_at": 45, "duration": 60}),
    (SONIC + "create", {**SONIC_EXTEND, "task_type": "extend_upload_music", "continue_at": 0.1, "mv": "sonic-v4-5"}),
    (SONIC + "create", {**SONIC_EXTEND, "task_type": "cover_upload_music", "audio_weight": 0.6, "mv": "sonic-v4-5"}),
    (SONIC + "create", SONIC_CONCAT),
    (SONIC + "create", {"task_type": "remaster", "continue_clip_id": CLIP, **MV, "variation_category": "subtle"}),
    (SONIC + "create", {**SONIC_EXTEND, "task_type": "add_vocals", "overpainting_start_s": 0, "overpainting_end_s": 30}),
    (SONIC + "upload", {"url": "https://example.com/a.mp3"}),
    (SONIC + "replace-section", {**REPLACE, "auto_concat": True}),
    (SONIC + "stems/full", {"clip_id": CLIP}),
    (SONIC + "download", {"clip_id": CLIP, "formats": ["mp3", "wav", "m4a"]}),
    (SONIC + "midi", {"clip_id": CLIP}),
    (SONIC + "aligned-lyrics", {"clip_id": CLIP}),
    (SONIC + "upsample-tags", {"tags": "jazz"}),
    (AUDIOS, NOW),
    (AUDIOS, {**SUNO_EXTEND, "instrumental": False}),
    (AUDIOS, {"action": "concat", "audio_id": CLIP}),
    (AUDIOS, {**SECTION, "instrumental": False}),
    (AUDIOS, {"action": "stems", "audio_id": CLIP}),
    (AUDIOS, {"action": "remaster", "audio_id": CLIP, "model": "chirp-v5", "variation_category": "high"}),
    (SUNO + "lyrics", {"prompt": "A song about winter", "model": "default"}),
    (SUNO + "midi", {"audio_id": CLIP, "async": True}),
    (SUNO + "style", {"prompt": "jazz"}),
    (SUNO + "timing", {"audio_id": CLIP}),
    (SUNO + "upload", {"audio_url": "https://example.com/a.mp3"}),
)
FORBIDDEN: tuple[tuple[str, Mapping[str, object]], ...] = (
    (SONIC + "create", {name: value for name, value in SONIC_SONG.items() if name != "use_suno_cdn"}),
    (SONIC + "create", {**SONIC_SONG, "prompt": ""}),
    (SONIC + "create", {**SONIC_SONG, "duration": 9}),
    (SONIC + "create", {**SONIC_SONG, "style_weight": 1.01}),
    (SONIC + "create", {**SONIC_CONCAT, "duration": 60}),
    (SONIC + "create", {**SONIC_SONG, "tags": "x" * 1_001}),
    (SONIC + "mashup", {"mashup_clip_ids": [CLIP], "mv": "sonic-v6"}),
    (AUDIOS, {**SUNO_SONG, "custom": True}),
    (AUDIOS, {**SUNO_SONG, "duration": 60}),
    (AUDIOS, {**SUNO_EXTEND, "duration": 60}),
    (AUDIOS, {**SUNO_EXTEND, "lyric": ""}),
    (AUDIOS, {"action": "remaster", "audio_id": CLIP}),
    (AUDIOS, {"action": "dance", "audio_id": CLIP}),
)

SONIC_ITEM: dict[str, object] = {
    **{"clip_id": CLIP, "state": "succeeded", "title": "Starts", "tags": "pop", "lyrics": WORDS, "image_url": URL},
    **{"audio_url": URL, "video_url": None, "created_at": "…", "mv": "chirp-v6", "gpt_description_prompt": None},
    "duration": "154.92",
}
SUNO_ITEM: dict[str, object] = {
    **{"id": CLIP, "title": "Under the Mistletoe", "image_url": URL, "lyric": WORDS, "audio_url": URL, "video_url": ""},
    **{"created_at": "2025-06-17T15:59:32.468Z", "model": "chirp-auk", "state": "succeeded", "prompt": "A song"},
    **{"style": "holiday, cheerful", "duration": 154.92},
}
OK = {"success": True, "task_id": "e72f", "trace_id": "7dbc"}
DONE: dict[str, object] = {"code": 200, "message": "success"}
NOTES = [{"name": "Piano", "notes": [{"pitch": 60, "start": 0.0, "end": 0.4, "velocity": 0.8}] * 4}] * 2
TWO_WORDS = [{"word": "[Verse]\n", "success": True, "start_s": 0.1, "end_s": 0.4, "p_align": 0.9}]
OWNERS = {"api_id": "01d9", "application_id": "920b", "credential_id": "eeae", "user_id": "ad7a", "trace_id": "1da0"}
RECORD: dict[str, object] = {
    **{"_id": "6954", "id": "1a6a", **OWNERS, "request": SUNO_SONG, "type": "audios", "created_at": 1.5, "started_at": 1.5},
    **{"finished_at": 2.5, "elapsed": 1.0, "response": {**OK, "data": [SUNO_ITEM, SUNO_ITEM]}},
}
PAIR = {"replaced": SONIC_ITEM, "full": None}

ANSWERS: tuple[PrintedAnswer, ...] = (
    PrintedAnswer("sonic submit", SONIC + "create", SONIC_SONG, {"message": "success", "task_id": "<uuid>"}),
    PrintedAnswer("sonic pair", SONIC + "create", SONIC_SONG, {**DONE, "data": [SONIC_ITEM, SONIC_ITEM]}, record="one"),
    PrintedAnswer("sonic concat", SONIC + "create", SONIC_CONCAT, {**DONE, "data": [SONIC_ITEM]}, record="one"),
    PrintedAnswer(
        "sonic pairs", SONIC + "replace-section", {**REPLACE, "auto_concat": True}, {**DONE, "data": [PAIR, PAIR]}, record="one"
    ),
    PrintedAnswer("sonic upload", SONIC + "upload", {"url": "https://example.com/a.mp3"}, {**DONE, "clip_id": CLIP}),
    PrintedAnswer(
        "sonic files",
        SONIC + "download",
        {"clip_id": CLIP, "formats": ["mp3", "wav"]},
        {**DONE, "data": {"files": [{"format": "mp3", "url": URL}] * 2}},
    ),
    PrintedAnswer("sonic midi", SONIC + "midi", {"clip_id": CLIP}, {**DONE, "data": {"midi_url": URL, "instruments": NOTES}}),
    PrintedAnswer("suno, at once", AUDIOS, NOW, {**OK, "data": [SUNO_ITEM, SUNO_ITEM]}),
    PrintedAnswer("suno, later", AUDIOS, SUNO_SONG, {"task_id": "e72f", "trace_id": "7dbc"}),
    PrintedAnswer("suno record", AUDIOS, SUNO_SONG, RECORD, record="one"),
    PrintedAnswer(
        "suno stems",
        AUDIOS,
        {"action": "stems", "audio_id": CLIP},
        {**OK, "data": [{**SUNO_ITEM, "title": "Song - Vocals"}, {**SUNO_ITEM, "title": "Song - Instrumental"}]},
    ),
    PrintedAnswer("suno wav", SUNO + "wav", {"audio_id": CLIP}, {**OK, "data": [{"file_url": URL}]}),
    PrintedAnswer(
        "suno midi, by the guide",
        SUNO + "midi",
        {"audio_id": CLIP},
        {**OK, "data": [{"state": "complete", "instruments": NOTES}]},
        {"acedata-suno": "guide"},
    ),
    PrintedAnswer("suno video", SUNO + "mp4", {"audio_id": CLIP}, {**OK, "data": {"video_url": URL}}),
    PrintedAnswer("suno style", SUNO + "style", {"prompt": "jazz"}, {**OK, "data": {"upsampled_tags": "jazz, warm"}}),
)
