"""Plays an order on the engine: the only place where our operations meet its scores."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..engine import BadAudio, CannotDo, Engine, EngineError, RenderedClip as Played, UnknownTicket
from ..engine.brief import Brief
from ..errors import ErrorCode
from ..models import LyricSheet, Status
from . import Made, Report

Order = Mapping[str, Any]
ProgressCallback = Callable[[float], None]
CODES: Mapping[type[EngineError], ErrorCode] = {
    CannotDo: ErrorCode.UNSUPPORTED,
    BadAudio: ErrorCode.INVALID_ARGUMENTS,
    UnknownTicket: ErrorCode.NOT_FOUND,
}
FAR = 0.7
"""How far a cover or a swap moves when nobody says."""


class OfflinePlayer:
    """The engine, asked in our words."""

    def __init__(self, folder: Path) -> None:
        self._engine = Engine(folder)

    def play(self, order: Order, progress: ProgressCallback) -> Report:
        """The whole of one order: a finished report, or a failed one in the engine's words."""
        operation, said = order["operation"], order["said"]
        seed = said.get("seed") or f"{sorted(said.items())}/{order['take']}"
        try:
            match operation:
                case "write_lyrics":
                    title, text = self._engine.write_lyrics(said["idea"], seed)
                    return Report(Status.DONE, lyrics=(LyricSheet(title=title, text=text),))
                case "enrich_sound":
                    return Report(Status.DONE, sound=self._engine.enrich_sound(said["sound"], seed))
                case "download_music":
                    path = self._engine.export(said["clip_id"], said["format"])
                    return Report(Status.DONE, (Made(of=said["clip_id"], paths={said["format"]: str(path)}),))
                case "make_video":
                    path = self._engine.film(said["clip_id"], order["titles"]["clip_id"], progress=progress)
                    return Report(Status.DONE, (Made(of=said["clip_id"], paths={"video": str(path)}),))
                case _:
                    played = self._play(operation, said, _brief(said, seed), progress)
        except EngineError as error:
            return Report(Status.FAILED, error=str(error), code=CODES.get(type(error), ErrorCode.REFUSED), refunded=True)
        title = said.get("title") or order["titles"].get("clip_id", "")
        remarks = tuple(remark for remark in map(_remark, played[:1]) if remark)
        return Report(Status.DONE, tuple(self._made(one, title, said, seed) for one in played), remarks=remarks)

    def _play(self, operation: str, said: Order, brief: Brief, progress: ProgressCallback) -> Sequence[Played]:
        engine, clip, strength = self._engine, said.get("clip_id", ""), said.get("strength", FAR)
        match operation:
            case "create_music":
                return (engine.compose(brief, progress=progress),)
            case "extend_music":
                return (engine.extend(clip, said["at"], brief, progress=progress),)
            case "replace_section":
                return (engine.replace(clip, said["start"], said.get("end"), brief, progress=progress),)
            case "cover_music":
                return (engine.cover(clip, brief, strength, progress=progress),)
            case "vary_music":
                return (engine.vary(clip, brief, progress=progress),)
            case "swap_vocals":
                return (engine.swap_vocals(clip, brief, strength, progress=progress),)
            case "swap_sound":
                return (engine.swap_sound(clip, brief, strength, progress=progress),)
            case "split_stems":
                return engine.split(clip)
            case "upload_music":
                return (engine.upload(Path(said["path"]), said.get("title", "")),)
        raise EngineError(f"the engine has no {operation}")

    def _made(self, played: Played, title: str, said: Order, seed: str) -> Made:
        paths = {"audio": str(played.file)}
        if played.part is None:
            paths["cover"] = str(self._engine.picture(played.ticket))
        return Made(
            vendor_clip_id=played.ticket,
            title=title,
            seconds=played.seconds,
            part=played.part,
            lyrics=played.lyrics,
            sound="; ".join(filter(None, (played.understood, _sections(played), _asked(said)))),
            model="sketch-1",
            seed=said.get("seed", ""),
            paths=paths,
        )


def _remark(played: Played) -> str:
    """What was not understood, where the sections are, how sure it is of a recording."""
    if played.certainty:
        rough = "these stems are a rough guess, by ear; " if played.part else ""
        return f"A recording: {rough}{played.certainty}."
    deaf = played.understood.partition("not understood: ")[2]
    told = (deaf and f"Not understood: {deaf}.", "" if played.part else _sections(played))
    return " ".join(filter(None, told))


def _sections(played: Played) -> str:
    """`Sections by second: Intro 0, Verse 1 11, Chorus 34`."""
    told = ", ".join(f"{name} {at:.0f}" for name, at in played.sections[:16])
    return f"Sections by second: {told}" if told else ""


def _asked(said: Order) -> str:
    return f"asked: {said['sound']}" if "sound" in said else ""


def _brief(said: Order, seed: str) -> Brief:
    return Brief(
        sound=said.get("sound", ""),
        lyrics=said.get("lyrics", ""),
        instrumental=bool(said.get("instrumental")),
        title=said.get("title", ""),
        seconds=said.get("seconds"),
        weirdness=said.get("weirdness", 0.5),
        seed=seed,
    )
