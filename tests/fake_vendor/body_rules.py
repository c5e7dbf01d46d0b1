"""The vendors' documented rules for request bodies: known fields, their ranges, and which are required."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf

Rule = Callable[[object], bool]


def text(longest: int = 100_000) -> Rule:
    return lambda value: isinstance(value, str) and len(value) <= longest


def number(low: float = 0, high: float = inf) -> Rule:
    return lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high


def one_of(*words: str) -> Rule:
    return lambda value: value in words


def flag(value: object) -> bool:
    return isinstance(value, bool)


@dataclass(frozen=True)
class BodyRules:
    """One kind of body: `words` with their rules; of each entry of `needs` one word must be said, and not empty."""

    fields: Mapping[str, Rule]
    needs: tuple[tuple[str, ...], ...] = ()
    required_keys: tuple[str, ...] = field(default=())

    def refusals(self, body: Mapping[str, object]) -> Iterator[str]:
        """The error messages with which the vendor would refuse this body."""
        for alternatives in self.needs:
            if all(body.get(word) in (None, "") for word in alternatives):
                yield f"{' or '.join(alternatives)} is required."
        for word in self.required_keys:
            if word not in body:
                yield f"{word} is required."
        for word, value in body.items():
            if word in self.fields and not self.fields[word](value):
                yield f"{word} is invalid."

    def unknown_fields(self, body: Mapping[str, object]) -> tuple[str, ...]:
        """Fields of this body that the vendor does not document."""
        return tuple(word for word in body if word not in self.fields)


UNIT, FROM_FIFTH = number(0, 1), number(0.2, 1)
STRENGTHS: Mapping[str, Rule] = {"lyrics_strength": UNIT, "sound_strength": FROM_FIFTH, "weirdness": UNIT}

ACEDATA_MODELS = one_of(
    "FUZZ-2.0 Pro", "FUZZ-2.0", "FUZZ-2.0 Raw", "FUZZ-1.1 Pro", "FUZZ-1.0 Pro", "FUZZ-1.0", "FUZZ-1.1", "FUZZ-0.8"
)
ACEDATA_WORDS: Mapping[str, Rule] = {
    "action": text(),
    "model": ACEDATA_MODELS,
    "prompt": text(200),
    "lyric": text(),
    "custom": flag,
    "title": text(),
    "instrumental": flag,
    "audio_id": text(),
    "continue_at": number(),
    "replace_section_start": number(),
    "replace_section_end": number(),
    **STRENGTHS,
    "cover_strength": FROM_FIFTH,
    "seed": text(),
    "callback_url": text(),
    "async": flag,
}


def acedata_audios(*needs: tuple[str, ...]) -> BodyRules:
    return BodyRules(ACEDATA_WORDS, needs)


ACEDATA_AUDIOS: Mapping[str, BodyRules] = {
    "generate": acedata_audios(("prompt", "lyric")),
    "cover": acedata_audios(("audio_id",)),
    "extend": acedata_audios(("audio_id",), ("continue_at",)),
    "variation": acedata_audios(("audio_id",)),
    "swap_vocals": acedata_audios(("audio_id",)),
    "swap_instrumentals": acedata_audios(("audio_id",)),
    "replace_section": acedata_audios(("audio_id",), ("replace_section_start",)),
    "stems": acedata_audios(("audio_id",)),
    "upload_cover": acedata_audios(("audio_id",)),
    "upload_extend": acedata_audios(("audio_id",), ("continue_at",)),
    "upload_replace_section": acedata_audios(("audio_id",), ("replace_section_start",)),
}
ACEDATA_OTHERS: Mapping[str, BodyRules] = {
    "lyrics": BodyRules({"prompt": text()}, (("prompt",),)),
    "upload": BodyRules({"audio_url": text()}, (("audio_url",),)),
    "videos": BodyRules({"audio_id": text()}, (("audio_id",),)),
    "wav": BodyRules({"audio_id": text()}, (("audio_id",),)),
}

WEBHOOK: Mapping[str, Rule] = {"webhook_url": text(1024), "webhook_secret": text()}
MUSICAPI_WORDS: Mapping[str, Rule] = {
    "task_type": text(),
    "sound": text(),
    "lyrics": text(),
    "make_instrumental": flag,
    "mv": text(),
    "title": text(80),
    "cover_url": text(),
    "seed": text(),
    **STRENGTHS,
    **WEBHOOK,
}
STARTS: Mapping[str, Rule] = {"starts_at": number(), "starts": number(), "lyrics_text": text(), "instruction": text()}
SOUND_OR_LYRICS = ("sound", "lyrics")


def musicapi_create(more: Mapping[str, Rule], *needs: tuple[str, ...]) -> BodyRules:
    return BodyRules({**MUSICAPI_WORDS, "clip_id": text(), **more}, needs)


COVER: Mapping[str, Rule] = {"cover_strength": FROM_FIFTH, "strength": UNIT}
MUSICAPI_CREATE: Mapping[str, BodyRules] = {
    "create_music": BodyRules(MUSICAPI_WORDS, (SOUND_OR_LYRICS,)),
    "extend_music": musicapi_create({**STARTS, "length": number()}, ("clip_id",), (*SOUND_OR_LYRICS, "instruction")),
    "cover_music": musicapi_create(COVER, ("clip_id",), SOUND_OR_LYRICS),
    "replace_music": musicapi_create(
        {**STARTS, "ends_at": number(), "ends": number()},
        ("clip_id",),
        ("starts_at", "starts"),
        (*SOUND_OR_LYRICS, "instruction"),
    ),
    "swap_music_vocals": musicapi_create(COVER, ("clip_id",), ("sound",)),
    "swap_music_sound": musicapi_create(COVER, ("clip_id",), ("sound",)),
    "music_variation": musicapi_create({}, ("clip_id",)),
}
MUSICAPI_OTHERS: Mapping[str, BodyRules] = {
    "upload": BodyRules({"audio_url": text(), **WEBHOOK}, (("audio_url",),)),
    "download": BodyRules({"clip_id": text(), "format": one_of("mp3", "wav"), **WEBHOOK}, (("clip_id",),)),
    "lyrics-create": BodyRules({"prompt": text(), "description": text(), **WEBHOOK}, (("prompt", "description"),)),
    "video-clip": BodyRules({"clip_id": text(), **WEBHOOK}, (("clip_id",),)),
    "sonic-lyrics": BodyRules({"description": text()}, (("description",),)),
}

# The first generation's words, and the words its later records and its upstream hint at; no page prints the latter.
CCAPI_WORDS: Mapping[str, Rule] = {
    **dict.fromkeys(("prompt", "style", "title", "taskId", "task_id", "sound", "lyrics", "mv", "seed"), text()),
    **dict.fromkeys(("sound_prompt", "lyrics_text", "clip_id", "music_id", "audio_url", "cover_url", "format"), text()),
    **dict.fromkeys(("make_instrumental", "instrumental", "wait_audio"), flag),
    **dict.fromkeys(("starts", "ends", "starts_at", "length"), number()),
    **STRENGTHS,
    "cover_strength": FROM_FIFTH,
    "strength": UNIT,
    "tags": text(),
}
CCAPI_SOURCE = ("taskId", "task_id", "clip_id", "music_id")
CCAPI_SUBMIT: Mapping[str, BodyRules] = {
    "create": BodyRules(CCAPI_WORDS, (("prompt", "style", "sound", "lyrics", "sound_prompt", "lyrics_text"),)),
    "lyrics": BodyRules(CCAPI_WORDS, (("prompt",),)),
    "vary": BodyRules(CCAPI_WORDS, (("taskId",),)),
    "replace": BodyRules(CCAPI_WORDS, (CCAPI_SOURCE, ("starts",))),
    "upload": BodyRules(CCAPI_WORDS, (("audio_url",),)),
    "enrich": BodyRules({"tags": text()}, (("tags",),)),
    **dict.fromkeys(
        ("extend", "cover", "swap_vocals", "swap_sound", "stems", "download", "video"), BodyRules(CCAPI_WORDS, (CCAPI_SOURCE,))
    ),
}
