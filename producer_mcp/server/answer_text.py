"""The text of answers: complete for a client that shows its user nothing else."""

from collections.abc import Mapping
from typing import Any

from ..models import LyricSheet
from ..safe_text import MAX_ADDRESS_CHARS, MAX_SHEET_CHARS, MAX_TITLE_CHARS, line, lines

MAX_ERROR_CHARS = 160
"""Of an error's message in a list of tasks."""


def task_text(task: Mapping[str, Any], sheets: tuple[LyricSheet, ...]) -> str:
    """A presented task in lines: why it failed, how it stands, its clips, its lyrics in full, what to mind, what to call next."""
    rows = [task["error"]["message"]] if "error" in task else []
    rows += [f"{task['operation']} ({task['vendor']}) {_standing(task)}: {task['task_id']}"]
    rows += [clip_text(clip) for clip in task.get("clips", ())]
    rows += [f"All clips: {task['all_clips']}"] if "all_clips" in task else []
    rows += [_sheet_text(sheet) for sheet in sheets]
    rows += [f"Sound: {task['sound']}"] if "sound" in task else []
    rows += [_price(task["cost"])] if "cost" in task else []
    rows += [f"A wav of it costs, at {task['wav_price']}"] if "wav_price" in task else []
    rows += [f"Note: {warning}" for warning in task.get("warnings", ())]
    rows += [f"Next: {task['next']}"] if "next" in task else []
    return "\n".join(rows)


def task_line(task: Mapping[str, Any]) -> str:
    """A presented task in one line: how it stands, its title, when it was asked for, its clips or its error."""
    title = f' "{task["title"]}"' if "title" in task else ""
    asked = f", asked {task['created_at'][:16].replace('T', ' ')}"
    clips = f": {', '.join(task['clip_ids'])}" if "clip_ids" in task else ""
    error = f": {line(task['error']['message'], MAX_ERROR_CHARS)}" if "error" in task else ""
    return f"{task['operation']} ({task['vendor']}) {_standing(task)}: {task['task_id']}{title}{asked}{clips}{error}"


def clip_text(clip: Mapping[str, Any]) -> str:
    """A presented clip in one line: id, part, title, seconds, where it is."""
    part = f" [{clip['part']}]" if "part" in clip else ""
    title = f' "{clip["title"]}"' if "title" in clip else ""
    seconds = f" {clip['seconds']:g} s" if "seconds" in clip else ""
    place = next((clip[name] for name in ("file", "file_url", "video_url", "audio_url") if name in clip), "not fetched yet")
    picture = next((f"; picture: {clip[name]}" for name in ("image_file", "image_url") if name in clip), "")
    tempo = f", {tempo_text(clip['tempo'])}" if "tempo" in clip else ""
    return f"{clip['clip_id']}{part}{title}{seconds}{tempo}: {place}{picture}"


def tempo_text(tempo: Mapping[str, Any]) -> str:
    """`92 bpm, A minor (score)`."""
    known = ", ".join([*([f"{tempo['bpm']:g} bpm"] if "bpm" in tempo else []), *([tempo["key"]] if "key" in tempo else [])])
    return f"{known} ({tempo['from']})" if "from" in tempo else known


def found_text(clip: Mapping[str, Any]) -> str:
    """A presented clip that a search found: where it is, where it comes from, what it sounds like."""
    sound = f"; sound: {clip['sound']}" if "sound" in clip else ""
    return f"{clip_text(clip)} ({origin_text(clip)}){sound}"


def no_match_text(words: Mapping[str, int]) -> str:
    """That no clip was found; of several words how many clips have each."""
    if len(words) > 1:
        counts = ", ".join(f"{line(word, 40)!r} in {count or 'none'}" for word, count in words.items())
        return f"No clip matches: all words must be in one clip or in what it was made from. There is {counts}. Leave words out."
    return "No clip matches. find_clips() without arguments lists the newest."


def draft_text(draft: Mapping[str, Any]) -> str:
    """A presented draft: who wrote it and when, then its title and words, or its sound."""
    head = f"{draft['task_id']} ({draft['vendor']}, {draft['created_at'][:16].replace('T', ' ')})"
    return f"{head}: {draft['sound']}" if "sound" in draft else f'{head} "{draft["title"]}"\n{draft["text"]}'


def origin_text(clip: Mapping[str, Any]) -> str:
    """`offline, cover_music of clip_…, 2026-11-21 04:10`: tells versions of one title apart."""
    made_by = " of ".join(clip[name] for name in ("operation", "parent") if name in clip)
    return ", ".join(filter(None, (clip["vendor"], made_by, clip["created_at"][:16].replace("T", " "))))


def outline(value: object, depth: int = 0) -> str:
    """Any structured value as lines, two spaces deeper for each level."""
    indent = "  " * depth
    match value:
        case Mapping():
            return "\n".join(f"{indent}{name}:{_beside_or_below(item, depth)}" for name, item in value.items())
        case list():
            return "\n".join(f"{indent}-{_beside_or_below(item, depth)}" for item in value)
        case _:
            return f"{indent}{_flat(value)}"


def _beside_or_below(item: object, depth: int) -> str:
    if isinstance(item, list) and all(not isinstance(each, list | Mapping) for each in item):
        return f" {', '.join(map(_flat, item)) or 'none'}"
    return f"\n{outline(item, depth + 1)}" if isinstance(item, list | Mapping) and item else f" {_flat(item)}"


def _flat(value: object) -> str:
    return line(str(value).lower() if isinstance(value, bool) else str(value), MAX_ADDRESS_CHARS)


def _standing(task: Mapping[str, Any]) -> str:
    progress = f" {task['progress']:.0%}" if "progress" in task else ""
    left = f", about {task['eta_seconds']} s left" if "eta_seconds" in task else ""
    existing = ", asked before: the same task" if "existing" in task else ""
    step = f" at step {task['step']}" if "step" in task else ""
    return f"{task['status']}{step}{progress}{left}{existing}"


def _price(cost: Mapping[str, Any]) -> str:
    return f"Cost: {cost['amount']:g} {cost['unit']}" if cost["amount"] else "Cost: nothing"


def _sheet_text(sheet: LyricSheet) -> str:
    return f'"{line(sheet.title, MAX_TITLE_CHARS)}"\n{lines(sheet.text, MAX_SHEET_CHARS)}'
