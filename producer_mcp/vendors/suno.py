"""What the vendors of Suno's models share: the names of the models, degrees of change, and readers of songs and stems.

See docs/vendors.md, “Suno”. A request makes two songs; while they are made, their addresses are streams.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .. import safe_text
from ..models import Clip, FileKind, Status
from ..operations import CoverMusic, ExtendMusic, Operation, ReplaceSection
from . import Made, Report
from .parsing import MAX_PART_CHARS, Record, address, clean, number, quoted, reason, record, records, status, text

if TYPE_CHECKING:
    from ..engine import NoteRow

MODELS = ("v6", "v6-wild", "v6-mini")
"""What runs since 2026-09-09, the default first; vendors put a word of their own before it."""
AS_UNSAID: Mapping[str, object] = {"model": MODELS[0], "detail": "two"}
"""What is asked for where nobody says it."""
FORMATS: tuple[FileKind, ...] = ("mp3", "wav", "midi", "lrc")
"""What is given of a clip."""
MODEL_PREFIX = re.compile(r"^(?:suno|sonic|chirp)[\s_-]*", re.IGNORECASE)
DEGREES = ((0.4, "subtle"), (0.7, "normal"), (1.0, "high"))
"""The highest strength of each degree of change."""
USUAL_DEGREE = "normal"
"""The degree of change where no strength is said."""
STREAM_HOST = "audiopipe.suno.ai"
"""Where a song can be heard while it is made; what is there is not the song."""
TITLE_END = re.compile(r"(?:\s[-–—]\s|[(\[])([^()\[\]–—-]+)[)\]]?\s*$")
"""The name of a stem at the end of its title: `Rain - Vocals`, `Rain (Backing Vocals)`."""
BRACKETED = re.compile(r"\[[^\]]*\]")
MAX_LYRICS_CHARS = 5_000
MAX_TIMED_SECONDS = 3_600.0
"""No song is longer: a note or a word later than this is a mistake, and a file would be filled with empty bars up to it."""
NEEDS_STUDIO = 'Writing notes as a MIDI file needs the extra "studio": pip install "producer-mcp[studio]".'
SECONDS_RANGE: Mapping[str, tuple[float, float]] = {"seconds": (10, 360)}
AT_REQUIRED = {"at": "this clip's length is not known, so say at, the second to go on from"}
END_REQUIRED = {"end": "this clip's length is not known, so say end, the second where the part ends"}
"""Arguments that cannot be the clip's end where nobody knows it, each with what to do."""
UNSAID_MOMENTS: Mapping[type[Operation], str] = {ExtendMusic: "at", ReplaceSection: "end"}
"""Arguments that are the clip's end where nobody says them."""


def our_model(name: str) -> str:
    """A model's name without what vendors put before it: `v6-wild` of `sonic-v6-wild` and `Suno V6 wild`."""
    bare = MODEL_PREFIX.sub("", name.strip()).lower()
    known = {re.sub(r"\W", "", model): model for model in MODELS}
    return known.get(re.sub(r"[\W_]", "", bare), name)


def their_model(prefix: str, name: str) -> str:
    """A model's name as a vendor writes it; a name that is not ours is sent as it is."""
    return f"{prefix}-{name}" if name in MODELS else name


def degree(strength: float) -> str:
    """How far a strength of 0 to 1 goes, in the vendors' words."""
    return next(word for most, word in DEGREES if strength <= most)


def nearness(strength: float) -> float:
    """How near a cover stays to its source, 0 … 1, as the vendors ask; our strength is how far it goes."""
    return round(1 - strength, 3)


NUMBERS: Mapping[str, Callable[[Any], object]] = {"duration": round, "audio_weight": nearness, "variation_category": degree}
"""What both vendors want in these fields in place of our numbers."""


def in_their_numbers(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a request with the vendors' numbers for ours."""
    return {name: NUMBERS[name](value) if name in NUMBERS else value for name, value in fields.items()}


def has_words(lyrics: str) -> bool:
    """Whether something is sung; of an instrumental the vendors keep a mark in brackets."""
    return bool(BRACKETED.sub("", lyrics).strip())


def completed(operation: Operation, arguments: Mapping[str, Any], source: Clip | None) -> dict[str, Any]:
    """The arguments with the model by our name, and with what is the clip's own where it is unsaid: the second where an
    extension begins or a section ends, and the words that are covered."""
    result = dict(arguments)
    if "model" in result:
        result["model"] = our_model(str(result["model"]))
    if source is not None and source.seconds is not None and (moment := UNSAID_MOMENTS.get(type(operation))):
        result.setdefault(moment, source.seconds)
    if isinstance(operation, CoverMusic) and source is not None and source.lyrics and not operation.instrumental:
        result.setdefault("lyrics", source.lyrics[:MAX_LYRICS_CHARS])
    return result


def settled(items: Iterable[Record]) -> list[Record]:
    """The items with the audio of finished songs alone; one that has a stream and did not fail is still being made."""
    return [_without_stream(item) for item in items]


def _without_stream(item: Record) -> Record:
    url, item_status = address(item, "audio_url", "audioUrl"), status(item)
    is_stream = url is not None and urlsplit(url).hostname == STREAM_HOST
    if is_stream or item_status in (Status.RUNNING, Status.FAILED):
        item = {**item, "audio_url": None, "audioUrl": None}
    return {**item, "state": "streaming", "status": None} if is_stream and item_status is not Status.FAILED else item


def failures(vendor: str, items: Sequence[Record]) -> tuple[str, ...]:
    """A sentence on the items that failed, where others did not."""
    failed = [item for item in items if status(item) is Status.FAILED]
    if not failed or len(failed) == len(items):
        return ()
    return (f"{len(failed)} of {len(items)} songs failed. {quoted(vendor, reason(failed[0]))}.",)


def named_stems(made: Iterable[Made]) -> tuple[Made, ...]:
    """Stems with their names; of two sets with the same names those of the second have a 2 behind it."""
    counts: Counter[str] = Counter()
    stems = []
    for one in made:
        name = one.part or _stem_name(one.title)
        counts[name] += 1
        part = f"{name} {counts[name]}" if counts[name] > 1 else name
        stems.append(replace(one, part=part, title="", lyrics=""))
    return tuple(stems)


def _stem_name(title: str) -> str:
    end = TITLE_END.search(title)
    return clean(end[1], MAX_PART_CHARS).lower() if end else "part"


def export_of(vendor_clip_id: str, payload: Any) -> Report | None:
    """The MIDI or the timed words in the `data` of an answer, as a file of that clip; None where it speaks of neither.

    Notes come as `instruments` with pitch, start and end in seconds and velocity 0 … 1, or as the address of a file; words as
    `alignment` or `aligned_words`. It failed where there are none in them.
    """
    for item in records(payload):
        if url := address(item, "midi_url"):
            return Report(Status.DONE, (Made(of=vendor_clip_id, audio_url=url),))
        for kind, (what, names, contents_of) in EXPORTS.items():
            if not any(isinstance(item.get(name), list) for name in names):
                continue
            if kind == "midi" and not can_write_midi():
                return Report(Status.FAILED, remedy=f"It came as notes, which are kept with the answer. {NEEDS_STUDIO}")
            if content := contents_of(item):
                return Report(Status.DONE, (Made(of=vendor_clip_id, contents={kind: content}),))
            return Report(Status.FAILED, remedy=f"The answer has no {what} in it, so there is no {kind} of this clip there.")
    return None


def can_write_midi() -> bool:
    """Whether the library that writes MIDI files is installed."""
    return find_spec("mido") is not None


def _midi(item: Record) -> bytes:
    """The notes of each instrument as a MIDI file; empty where there are none."""
    parts: dict[str, list[NoteRow]] = {}
    for place, instrument in enumerate(records(item.get("instruments")), 1):
        if notes := _notes(instrument):
            name = text(instrument, "name", max_chars=MAX_PART_CHARS) or f"part {place}"
            parts[f"{name} {place}" if name in parts else name] = notes
    if not parts:
        return b""
    from ..engine import midi_of_notes

    return midi_of_notes(parts)


def _lrc(item: Record) -> bytes:
    """The timed words as a file; empty where there are none."""
    from ..lrc import lrc_of, timed_lines_of_words

    lines = timed_lines_of_words(_timed_words(item))
    return lrc_of(lines).encode() if lines else b""


EXPORTS: Mapping[FileKind, tuple[str, tuple[str, ...], Callable[[Record], bytes]]] = {
    "midi": ("notes", ("instruments",), _midi),
    "lrc": ("timed words", ("alignment", "aligned_words"), _lrc),
}
"""What files for a DAW are made of, under which names it stands in an answer, and what writes them."""


def _notes(instrument: Record) -> "list[NoteRow]":
    found = (_numbers(note, "pitch", "start", "end", "velocity") for note in records(instrument.get("notes")))
    rows = ((numbers[0], numbers[1], numbers[2], numbers[3]) for numbers in found if numbers)
    return [row for row in rows if 0 <= row[1] <= row[2] <= MAX_TIMED_SECONDS]


def _timed_words(item: Record) -> list[tuple[str, float, float]]:
    """The words with their start and end in seconds, none before the one it follows; line ends and section marks stay."""
    rows = records(item.get("alignment")) or records(item.get("aligned_words"))
    words, latest = list[tuple[str, float, float]](), 0.0
    for row in rows:
        word, times = row.get("word"), _numbers(row, "start_s", "end_s")
        if isinstance(word, str) and times and max(times) <= MAX_TIMED_SECONDS:
            latest = max(latest, times[0])
            words.append((safe_text.visible(word), latest, max(latest, times[1])))
    return words


def _numbers(item: Record, *names: str) -> list[float]:
    """The numbers under these names; none where one of them is missing."""
    found = [value for name in names if (value := number(item, name)) is not None]
    return found if len(found) == len(names) else []


def upsampled(answer: Record) -> str:
    """The description in an answer of a sound that was enriched."""
    return text(record(answer.get("data")), "upsampled_tags") or next(
        (tags for item in records(answer.get("data")) if (tags := text(item, "upsampled_tags"))), ""
    )
