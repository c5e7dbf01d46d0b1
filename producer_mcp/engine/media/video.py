"""The film: the picture, a spectrum that moves with the music, and the line being sung, as an mp4."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.subtitles.subtitle import SubtitleSet

from ..clip import ProgressCallback
from ..score import Line
from ..source import AudioSource, chunks
from .audio_files import BITEXACT, FORMATS, audio_stream, packets
from .cover_art import Picture
from .frames import HEIGHT, RATE, WIDTH, pictures, planes_of, scene, spectrum_of

VIDEO = {"preset": "veryfast", "tune": "stillimage", "crf": "24", "g": str(RATE * 10)}
HEADER = b"[Script Info]\nScriptType: v4.00+\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Default,Arial,18\n[Events]\n"
MILLIONTHS = 1_000_000


def write_video(
    path: Path, sound: AudioSource, picture: Picture, title: str, lines: Sequence[Line], progress: ProgressCallback | None = None
) -> None:
    """Writes H.264 and AAC, 1280 by 720, as long as the sound, on one thread; the words are there as subtitles as well."""
    levels = spectrum_of(sound)
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}) as file:
        video = file.add_stream("libx264", rate=RATE, options=VIDEO)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.codec_context.thread_count = 1
        video.codec_context.flags |= BITEXACT
        audio = audio_stream(file, FORMATS["m4a"])
        words = subtitles(file, lines)
        heard = packets(audio, chunks(sound))
        for number, planes in enumerate(pictures(planes_of(scene(picture)), levels, picture, title, lines)):
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts = number
            seconds = (number + 1) / RATE
            for packet in (*video.encode(frame), *until(heard, seconds), *until(words, seconds)):
                file.mux(packet)
            if progress:
                progress((number + 1) / len(levels))
        for packet in (*video.encode(None), *heard, *words):
            file.mux(packet)


def until(found: Iterator[Any], seconds: float) -> Iterator[Any]:
    """Packets up to a time, so that what is heard together lies together in the file."""
    for packet in found:
        yield packet
        if packet.pts is not None and float(packet.pts * packet.time_base) >= seconds:
            return


def subtitles(file: Any, lines: Sequence[Line]) -> Iterator[Any]:
    """The lines as timed text, in their own script, a rest between them an empty one."""
    if not lines or not hasattr(SubtitleSet, "create"):  # older av can read subtitles but not write them
        return iter(())
    stream = file.add_stream("mov_text")
    stream.codec_context.subtitle_header = HEADER
    return timed(stream, lines)


def timed(stream: Any, lines: Sequence[Line]) -> Iterator[Any]:
    said, now = [], 0.0
    for number, line in enumerate(lines):
        end = line.at + line.seconds
        if number + 1 < len(lines):
            end = min(end, lines[number + 1].at)
        if line.at > now:
            said.append((now, line.at, ""))
        if end > max(line.at, now):
            said.append((max(line.at, now), end, line.text))
            now = end
    for start, end, text in said:
        plain = text.replace("{", "(").replace("}", ")").replace("\n", " ")
        long = round((end - start) * MILLIONTHS)
        packet = stream.codec_context.encode_subtitle(SubtitleSet.create(f"0,0,Default,,0,0,0,,{plain}".encode(), 0, long))
        packet.stream, packet.time_base = stream, Fraction(1, MILLIONTHS)
        packet.pts = packet.dts = round(start * MILLIONTHS)
        packet.duration = long
        yield packet
