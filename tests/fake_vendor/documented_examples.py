"""Examples from the vendors' pages that the fake is tested with: bodies it must accept, and shapes of its answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CLIP = "d9ebc609-fb65-4a23-b914-c074747af6a4"
WORDS = "[Verse]\nWoke up with the sun in my eyes"
FUZZ = {"model": "FUZZ-2.0 Pro"}
CUSTOM = {**FUZZ, "instrumental": False, "lyric": WORDS, "custom": True}
CREATE, AUDIOS, SUBMIT = "/api/v1/producer/create", "/producer/audios", "/producer/submit/"
DUAL = {"task_type": "swap_music_sound", "clip_id": CLIP, "mv": "FUZZ-2.0", "sound": "full symphonic orchestra"}

REQUESTS: tuple[tuple[str, Mapping[str, object]], ...] = (
    (AUDIOS, {"action": "generate", **FUZZ, "prompt": "A song for Christmas"}),
    (AUDIOS, {"action": "generate", **CUSTOM}),
    (AUDIOS, {"action": "cover", **CUSTOM, "audio_id": CLIP, "title": "Cover"}),
    (AUDIOS, {"action": "extend", **CUSTOM, "continue_at": 3, "audio_id": CLIP, "weirdness": 0.3, "sound_strength": 0.3}),
    (AUDIOS, {"action": "variation", **CUSTOM, "audio_id": CLIP}),
    (AUDIOS, {"action": "replace_section", **CUSTOM, "audio_id": CLIP, "replace_section_start": 3, "replace_section_end": 70}),
    (AUDIOS, {"action": "swap_instrumentals", **FUZZ, "weirdness": 0.6, "prompt": "Happy", "audio_id": CLIP}),
    (AUDIOS, {"action": "swap_vocals", **CUSTOM, "weirdness": 0.6, "lyrics_strength": 0.8, "audio_id": CLIP}),
    (AUDIOS, {"action": "stems", "audio_id": CLIP}),
    (AUDIOS, {"action": "upload_extend", "prompt": "", "lyric": WORDS, "custom": True, "continue_at": 3, "audio_id": CLIP}),
    ("/producer/lyrics", {"prompt": "A song about winter"}),
    ("/producer/upload", {"audio_url": "https://example.com/a.mp3"}),
    ("/producer/videos", {"audio_id": CLIP}),
    ("/producer/wav", {"audio_id": CLIP}),
    (CREATE, {"task_type": "create_music", "mv": "FUZZ-2.0", "lyrics": WORDS, "sound": "pop", "make_instrumental": False}),
    (
        CREATE,
        {"task_type": "create_music", "sound": "piano", "lyrics_strength": 0, "sound_strength": 1.0, "seed": "classical2025"},
    ),
    (CREATE, {"task_type": "extend_music", "clip_id": CLIP, "sound": "soaring strings", "lyrics": WORDS, "starts_at": 45}),
    (
        CREATE,
        {"task_type": "cover_music", "clip_id": CLIP, "sound": "ballad", "cover_url": "https://a.b/c.jpg", "cover_strength": 0.8},
    ),
    (CREATE, {"task_type": "replace_music", "clip_id": CLIP, "sound": "riff", "lyrics": WORDS, "starts_at": 30, "ends_at": 45}),
    (CREATE, {"task_type": "replace_music", "clip_id": CLIP, "mv": "FUZZ-2.0", "sound": "fade out", "starts_at": 75}),
    (CREATE, {"task_type": "music_variation", "clip_id": CLIP, "mv": "FUZZ-2.0", "seed": "12345"}),
    (CREATE, {"task_type": "swap_music_vocals", "clip_id": CLIP, "sound": "male vocal", "lyrics": WORDS, "cover_strength": 0.9}),
    (CREATE, {**DUAL, "cover_strength": 0.9, "sound_strength": 0.85}),
    (CREATE, {"task_type": "extend_music", "clip_id": CLIP, "starts_at": 45, "instruction": "Add strings", "length": 30}),
    ("/api/v1/producer/upload", {"audio_url": "https://example.com/a.mp3"}),
    ("/api/v1/producer/download", {"clip_id": CLIP, "format": "mp3"}),
    ("/api/v1/sonic/lyrics", {"description": "a song about sky"}),
    (SUBMIT + "MUSIC", {"prompt": "Upbeat", "style": "pop", "title": "Sun", "make_instrumental": False, "wait_audio": False}),
    (SUBMIT + "VARIATION", {"taskId": "task_BE5vsWPK0pWHyONbGVEXqsPqD6IkcBY6"}),
    (SUBMIT + "REPLACE", {"clip_id": CLIP, "starts": 3, "ends": 9, "sound": "riff"}),
    ("/suno/submit/UPSAMPLE_TAGS", {"tags": "jazz, smooth, saxophone"}),
)


@dataclass(frozen=True)
class PrintedAnswer:
    """An answer printed on a vendor's page: the request it answers, its generation, and the shape of the answer or the record."""

    name: str
    path: str
    asks: Mapping[str, object]
    looks: object
    generations: Mapping[str, str] = field(default_factory=dict)
    record: str = ""
    """Where the finished record is read: `one`, `batch`, `running`, or nowhere: the submit's own answer is meant."""


MUSIC = {"task_type": "create_music", "sound": "epic orchestral trailer with choirs"}
GENERATE = {"action": "generate", "prompt": "A song for Christmas", "lyric": ""}
UPLOAD, DOWNLOAD = {"audio_url": "https://example.com/a.mp3"}, {"clip_id": CLIP, "format": "mp3"}
POP = {"prompt": "An upbeat pop song", "style": "pop"}
URL = "https://…"
TIMES = {"created_at": 1767119745.524, "finished_at": 1767119785.589}
OWNERS = {"api_id": "01d9", "application_id": "920b", "credential_id": "eeae", "user_id": "ad7a", "trace_id": "1da0"}
ACE_ITEM = {
    **{"id": CLIP, "title": "Untitled", "image_url": URL, "lyric": "[Instrumental]", "audio_url": URL, "video_url": None},
    **{"image_id": CLIP, "topic": None, "seed": "2450882164", "sound": "", "created_at": "2025-12-30T17:18:23.232911Z"},
    **{"model": "FUZZ-2.0 Pro", "progress": "100%", "state": "succeeded", "duration": "181.3014058956916"},
}
ACE_RECORD = {
    **{"_id": "69541b81ff2676299ccc3b29", "id": "1a6a", **OWNERS, "request": {**GENERATE, "async": True}, "type": "audios"},
    **{"response": {"task_id": "1a6a", "data": [ACE_ITEM]}, "duration": 40.06500005722046, **TIMES},
}
ACE_OK = {"success": True, "task_id": "82fd", "trace_id": "d858"}
STEMS = {"title": "Woke up", "lyric": "", "stems_url": URL, "model": "", "progress": "100%", "state": "succeeded"}
MUSICAPI_ITEM = {
    **{
        "clip_id": "abc123",
        "title": "Epic Orchestral Trailer",
        "sound": "epic",
        "lyrics": "",
        "image_url": URL,
        "audio_url": URL,
    },
    **{"video_url": URL, "created_at": "2025-10-01T12:00:00Z", "mv": "FUZZ-2.0", "duration": 30.5},
}
LATER_ITEM = {"clip_id": "a", "title": "b", "sound": None, "lyrics": "", "audio_url": URL, "wav_url": URL, "image_url": URL}
CCAPI_CLIP = {
    **{"clip_id": CLIP, "state": "completed", "title": "Weekend Morning", "sound": "A warm acoustic pop song", "lyrics": "sun"},
    **{"image_url": URL, "audio_url": URL, "video_url": None, "created_at": "2026-03-13T07:10:57.379725Z", "mv": "FUZZ-2.0"},
    **{"seed": None, "duration": None},
}
CCAPI_RECORD = {
    **{"id": 3, "created_at": 1773385820, "updated_at": 1773385875, "task_id": "task_BE5v", "platform": "producer", "user_id": 3},
    **{"group": "producer-A", "channel_id": 28, "quota": 30000, "action": "MUSIC", "status": "SUCCESS", "fail_reason": ""},
    **{"result_url": URL, "submit_time": 1773385820, "start_time": 1773385828, "finish_time": 1773385875, "progress": "100%"},
    "properties": {"input": "", "upstream_model_name": "producer_music", "origin_model_name": "producer_music"},
    "data": {"clips": [CCAPI_CLIP], "progress": "100%", "quota": "3"},
}
SPEC, SECOND, EARLY = {"acedata": "spec"}, {"musicapi": "2a"}, {"ccapi": "1"}
PENDING = {"code": 202, "type": "not_ready", "error": "Task is still processing. Please wait a few seconds and try again."}
SHEET = {"title": "Whisper of Shadows", "lyrics": "[Verse]\n…"}
LATER_DONE = {"code": 200, "status": "SUCCESS", "message": "success", "data": [LATER_ITEM]}

ANSWERS: tuple[PrintedAnswer, ...] = (
    PrintedAnswer("music, at once", AUDIOS, GENERATE, {**ACE_OK, "data": [ACE_ITEM]}),
    PrintedAnswer("stems, at once", AUDIOS, {"action": "stems", "audio_id": CLIP}, {**ACE_OK, "data": [STEMS]}),
    PrintedAnswer("music, later", AUDIOS, {**GENERATE, "async": True}, {"task_id": "1a6a"}),
    PrintedAnswer("a record", AUDIOS, {**GENERATE, "async": True}, ACE_RECORD, record="one"),
    PrintedAnswer("a batch", AUDIOS, {**GENERATE, "async": True}, {"items": [ACE_RECORD], "count": 1}, record="batch"),
    PrintedAnswer("lyrics", "/producer/lyrics", {"prompt": "winter"}, {"success": True, "task_id": "d354", "data": SHEET}),
    PrintedAnswer(
        "lyrics, by the spec",
        "/producer/lyrics",
        {"prompt": "winter"},
        {"data": {"text": "[Verse]", "title": "Winter", "status": "complete"}, "success": True},
        SPEC,
    ),
    PrintedAnswer(
        "an upload",
        "/producer/upload",
        UPLOAD,
        {"success": True, "task_id": "23e7", "data": {"audio_id": "d906", "lyric": "…", "audio_url": URL}},
    ),
    PrintedAnswer("an upload, by the spec", "/producer/upload", UPLOAD, {"data": {"audio_id": "eae2"}, "success": True}, SPEC),
    PrintedAnswer("a video", "/producer/videos", {"audio_id": CLIP}, {**ACE_OK, "data": {"video_url": URL}}),
    PrintedAnswer("a wav", "/producer/wav", {"audio_id": CLIP}, {**ACE_OK, "data": [{"title": "Woke up", "file_url": URL}]}),
    PrintedAnswer("a submit", CREATE, MUSIC, {"code": 200, "message": "success", "task_id": "<uuid>"}),
    PrintedAnswer("a submit, second", CREATE, MUSIC, {"message": "success", "task_id": "6d72"}, SECOND),
    PrintedAnswer("pending", CREATE, MUSIC, PENDING, record="running"),
    PrintedAnswer("done", CREATE, MUSIC, {"code": 200, "data": [MUSICAPI_ITEM]}, record="one"),
    PrintedAnswer("done, second", CREATE, MUSIC, LATER_DONE, SECOND, record="one"),
    PrintedAnswer(
        "uploaded",
        "/api/v1/producer/upload",
        UPLOAD,
        {"code": 200, "data": {"clip_id": "a", "audio_url": URL, "lyrics": ""}},
        record="one",
    ),
    PrintedAnswer("downloaded", "/api/v1/producer/download", DOWNLOAD, {"code": 200, "data": {"audio_url": URL}}, record="one"),
    PrintedAnswer(
        "lyrics, at once",
        "/api/v1/sonic/lyrics",
        {"description": "a song about sky"},
        {"code": 200, "results": [SHEET, SHEET], "message": "…"},
    ),
    PrintedAnswer("a task", SUBMIT + "MUSIC", POP, {"code": "success", "message": "", "data": "task_xxx"}),
    PrintedAnswer(
        "a task, first",
        SUBMIT + "MUSIC",
        POP,
        {"code": 200, "message": "success", "data": {"taskId": "string", "status": "PENDING"}},
        EARLY,
    ),
    PrintedAnswer("fetched", SUBMIT + "MUSIC", POP, {"code": "success", "message": "", "data": CCAPI_RECORD}, record="one"),
    PrintedAnswer(
        "fetched together", SUBMIT + "MUSIC", POP, {"code": "success", "message": "", "data": [CCAPI_RECORD]}, record="batch"
    ),
    PrintedAnswer(
        "richer tags",
        "/suno/submit/UPSAMPLE_TAGS",
        {"tags": "jazz"},
        {"code": "success", "message": "task completed successfully", "data": "task_7f11"},
    ),
)
