"""Writes a clip as a film (mp4): its cover, a spectrum that moves with the music, and the line being sung."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.subtitles.subtitle import SubtitleSet

from ..clip import ProgressCallback
from ..score import Line
from ..source import AudioSource, chunks
from .audio_files import BITEXACT_FLAG, FORMATS, add_audio_stream, packets
from .cover_art import Picture
from .frames import FRAMES_PER_SECOND, HEIGHT_PIXELS, WIDTH_PIXELS, frames_of, planes_of, scene, spectrum_of

X264_OPTIONS = {"preset": "veryfast", "tune": "stillimage", "crf": "24", "g": str(FRAMES_PER_SECOND * 10)}
SUBTITLE_HEADER = (
    b"[Script Info]\nScriptType: v4.00+\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Default,Arial,18\n[Events]\n"
)
"""The head of an ASS script, which FFmpeg's mov_text encoder takes the subtitles' style from."""
TICKS_PER_SECOND = 1_000_000
"""The time base of subtitles."""


def write_video(
    path: Path,
    source: AudioSource,
    *,
    cover: Picture,
    title: str,
    lines: Sequence[Line],
    progress: ProgressCallback | None = None,
) -> None:
    """Writes H.264 and AAC, 1280 by 720, as long as the sound, with the lines as subtitles too.

    The encoders run on one thread, so that the same clip gives the same bytes.
    """
    levels = spectrum_of(source)
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}) as file:
        video = file.add_stream("libx264", rate=FRAMES_PER_SECOND, options=X264_OPTIONS)
        video.width, video.height, video.pix_fmt = WIDTH_PIXELS, HEIGHT_PIXELS, "yuv420p"
        video.codec_context.thread_count = 1
        video.codec_context.flags |= BITEXACT_FLAG
        audio = add_audio_stream(file, FORMATS["m4a"])
        subtitle_packets = _subtitles(file, lines)
        audio_packets = packets(audio, chunks(source))
        for number, planes in enumerate(frames_of(planes_of(scene(cover)), levels, cover, title, lines)):
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts = number
            seconds = (number + 1) / FRAMES_PER_SECOND
            for packet in (*video.encode(frame), *_until(audio_packets, seconds), *_until(subtitle_packets, seconds)):
                file.mux(packet)
            if progress:
                progress((number + 1) / len(levels))
        for packet in (*video.encode(None), *audio_packets, *subtitle_packets):
            file.mux(packet)


def _until(packets: Iterator[Any], seconds: float) -> Iterator[Any]:
    """The next packets up to a time; sound and picture of one moment are then near each other in the file."""
    for packet in packets:
        yield packet
        if packet.pts is not None and float(packet.pts * packet.time_base) >= seconds:
            return


def _subtitles(file: Any, lines: Sequence[Line]) -> Iterator[Any]:
    """The packets of a subtitle stream with the lines, which is added to an open output file; none when there are no lines."""
    if not lines or not hasattr(SubtitleSet, "create"):  # older versions of av read subtitles and do not write them
        return iter(())
    stream = file.add_stream("mov_text")
    stream.codec_context.subtitle_header = SUBTITLE_HEADER
    return _subtitle_packets(stream, lines)


def _subtitle_packets(stream: Any, lines: Sequence[Line]) -> Iterator[Any]:
    for start, end, text in _subtitle_times(lines):
        plain = text.replace("{", "(").replace("}", ")").replace("\n", " ")
        ticks = round((end - start) * TICKS_PER_SECOND)
        packet = stream.codec_context.encode_subtitle(SubtitleSet.create(f"0,0,Default,,0,0,0,,{plain}".encode(), 0, ticks))
        packet.stream, packet.time_base = stream, Fraction(1, TICKS_PER_SECOND)
        packet.pts = packet.dts = round(start * TICKS_PER_SECOND)
        packet.duration = ticks
        yield packet


def _subtitle_times(lines: Sequence[Line]) -> list[tuple[float, float, str]]:
    """Start, end (seconds) and text of each subtitle: no two at a time, and an empty one in every gap."""
    rows, now = [], 0.0
    for number, line in enumerate(lines):
        end = line.at + line.seconds
        if number + 1 < len(lines):
            end = min(end, lines[number + 1].at)
        if line.at > now:
            rows.append((now, line.at, ""))
        if end > max(line.at, now):
            rows.append((max(line.at, now), end, line.text))
            now = end
    return rows
