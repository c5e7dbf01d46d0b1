"""What the page is told of a song: plain values, of which what is not known is left out, and third-party text is cut to size."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from ...models import Clip, File, MusicForm, Status, Task, TimedLine, TimedLyrics
from ...safe_text import MAX_SHEET_CHARS, MAX_TITLE_CHARS, line, lines
from ...studio import Studio, TaskAnswer
from ...studio.player import Player, Song, ToldMark, Version
from ..presenter import Presenter, clip_origin, known_fields
from .marks import mark_row

MAX_VERSIONS = 12
MAX_SOUND_CHARS = 600
MAX_NAME_CHARS = 60
MAX_LINES = 400
MAX_MARKS = 100
"""Of a clip and its kin, the newest."""
MAX_BARS = 2_000
MAX_LINE_CHARS = 500
TIMING_OF_SOURCE = {"score": "exact", "vendor": "vendor", "estimate": "section"}
"""How the page calls what the times of lyrics come from."""
SECONDS_TO_NEXT_LOOK = 2
"""After which the page asks again about a task that runs."""


async def song_row(song: Song, studio: Studio, presenter: Presenter) -> dict[str, Any]:
    """The answer of `player_song`."""
    row: dict[str, Any] = {"kind": "song"}
    player = studio.player
    if song.answer is not None:
        row["task"] = _task_row(song.answer, presenter)
    if song.clip is None:
        return row
    versions = song.versions[:MAX_VERSIONS]
    kin = {clip.clip_id: clip for clip in (song.clip, *(version.clip for version in versions), *song.family)}
    marks = await player.marking.of_clips(song.clip.owner, list(kin.values()))
    chosen = {told.mark.clip_id for told in marks if told.mark.wish == "keep"}
    row |= {
        "clip": await _clip_row(song.clip, player, presenter),
        **_sung(song.clip, await studio.timed_lyrics(song.clip), await player.form(song.clip)),
        "versions": [await _version_row(version, player) for version in versions],
        "family": [_brief(clip) | clip_origin(clip) for clip in song.family],
        "stems": [_brief(clip) for clip in song.stems],
        "marks": [_mark_row(told) for told in marks if told.mark.wish != "keep"][-MAX_MARKS:],
    }
    for shown in (row["clip"], *row["versions"], *row["family"]):
        shown |= {"kept": True} if shown["clip_id"] in chosen else {}
    return row


def song_line(song: Song) -> str:
    """The same in one line, for a log of the conversation."""
    if song.clip is not None:
        return f"{song.clip.clip_id} {line(song.clip.name, MAX_TITLE_CHARS)}"
    return f"{song.answer.task.task_id} {song.answer.task.status.value}" if song.answer else "nothing"


def _task_row(answer: TaskAnswer, presenter: Presenter) -> dict[str, Any]:
    task = answer.task
    shown = presenter.task(answer).structured
    names = ("task_id", "operation", "vendor", "status", "progress", "eta_seconds", "error", "lyrics")
    row = {name: shown[name] for name in names if name in shown}
    row |= known_fields(title=line(str(task.arguments.get("title") or ""), MAX_TITLE_CHARS), parent=_parent(task))
    return row if task.status.is_final else row | {"next_seconds": SECONDS_TO_NEXT_LOOK}


def _parent(task: Task) -> str:
    """The clip that a task works on; empty where it works on none."""
    return str(task.arguments.get("clip_id") or "") if task.status is not Status.DONE else ""


async def _clip_row(clip: Clip, player: Player, presenter: Presenter) -> dict[str, Any]:
    state, why = await player.previews.state(clip)
    return {
        **_brief(clip),
        **clip_origin(clip),
        **known_fields(model=line(clip.model, MAX_NAME_CHARS), sound=line(clip.sound, MAX_SOUND_CHARS)),
        "audio": {"state": state} | known_fields(why=line(presenter.sentence(why))),
        **known_fields(loudness=await player.previews.loudness(clip)),
        "downloads": list(_downloads(clip, presenter)),
    }


def _brief(clip: Clip) -> dict[str, Any]:
    """What any list of clips shows of one."""
    return known_fields(
        clip_id=clip.clip_id,
        title=line(clip.name, MAX_TITLE_CHARS),
        seconds=None if clip.seconds is None else round(clip.seconds, 2),
        part=line(clip.part or "", MAX_NAME_CHARS),
    )


async def _version_row(version: Version, player: Player) -> dict[str, Any]:
    loudness = await player.previews.loudness(version.clip)
    return _brief(version.clip) | known_fields(relation=version.relation, take=version.take, loudness=loudness)


def _mark_row(told: ToldMark) -> dict[str, Any]:
    created_at = told.mark.created_at.isoformat(timespec="seconds")
    return mark_row(told) | {"sentence": told.sentence, "told": told.mark.told_at is not None, "created_at": created_at}


def _downloads(clip: Clip, presenter: Presenter) -> Iterator[dict[str, Any]]:
    """The kept files of a clip but for its picture; a file of two kinds, as a flac that was asked for as flac, once."""
    paths = set()
    for kind, file in clip.files.items():
        if file.path is not None and kind != "cover" and file.path not in paths:
            paths.add(file.path)
            yield {
                "kind": kind,
                "mime": file.mime,
                "bytes": file.size,
                "name": Path(file.path).name,
                **_place(clip, file, presenter),
            }


def _place(clip: Clip, file: File, presenter: Presenter) -> dict[str, Any]:
    """Where the person finds a kept file: on this machine by its path, else at an address of ours, never at a vendor's."""
    return {"file": file.path} if presenter.shows_paths else known_fields(url=presenter.url(clip, file.kind))


def _sung(clip: Clip, timed: TimedLyrics, form: MusicForm | None) -> dict[str, Any]:
    """The words, the sections, and the bars, as far as they are known; the sections of a score are all of them, sung or not."""
    if form is None:
        sections = list(_sections(timed.lines, clip.seconds or timed.lines[-1].end)) if timed.lines else []
        return known_fields(lyrics=_lyrics(clip, timed, sections), sections=sections or None)
    sections = [{"name": line(one.name, MAX_NAME_CHARS), "start": one.start, "end": one.end} for one in form.sections]
    grid = {"bpm": round(form.bpm, 2), "beats_per_bar": form.beats_per_bar, "bars": list(form.bars[:MAX_BARS])}
    return known_fields(lyrics=_lyrics(clip, timed, sections), sections=sections, grid=grid)


def _lyrics(clip: Clip, timed: TimedLyrics, sections: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """What is sung and when, by line and word; None where nothing is sung. Without times the lines stand alone."""
    text = lines(clip.lyrics, MAX_SHEET_CHARS)
    if not timed.lines:
        rows = [{"text": row} for row in text.splitlines() if row]
        return {"timing": "none", "text": text, "lines": rows} if rows else None
    return {
        "timing": TIMING_OF_SOURCE[timed.source],
        "text": text,
        "sections": list(sections),
        "lines": [_line_row(sung, sections) for sung in timed.lines[:MAX_LINES]],
    }


def _sections(sung: Sequence[TimedLine], end: float) -> Iterator[dict[str, Any]]:
    """The sections that are sung, each from its first line to that of the next."""
    firsts = [row for before, row in pairwise((None, *sung)) if row and (before is None or row.section != before.section)]
    for first, after in zip_longest(firsts, firsts[1:]):
        if first.section:
            name = line(first.section, MAX_NAME_CHARS)
            yield {"name": name, "start": first.start, "end": after.start if after else max(end, first.end)}


def _line_row(sung: TimedLine, sections: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    middle = (sung.start + sung.end) / 2  # a line may begin a little before its section
    number = next((place for place, section in enumerate(sections) if section["start"] <= middle < section["end"]), None)
    words = [{"text": line(word.text, MAX_NAME_CHARS), "start": word.start, "end": word.end} for word in sung.words]
    row = {"text": line(sung.text, MAX_LINE_CHARS), "start": sung.start, "end": sung.end}
    return row | known_fields(section=number, words=words or None)
