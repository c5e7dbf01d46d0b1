"""What is kept, under which name, with what beside it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from producer_mcp.errors import AddressRefused, FetchFailed, NotAudio, TooLarge
from producer_mcp.library import Library
from producer_mcp.models import FileKind

from ..fake_vendor import FakeVendor
from ..fake_vendor.pictures import png
from ..fake_vendor.sounds import encoded, wav
from .conftest import NOON, Make, clip_of, file_of, names

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("kind", "name", "ending", "mime"),
    [
        ("audio", "a.m4a", ".m4a", "audio/mp4"),
        ("audio", "a.mp3", ".mp3", "audio/mpeg"),
        ("audio", "a.flac", ".flac", "audio/flac"),
        ("wav", "a.wav", ".wav", "audio/wav"),
        ("mp3", "a.mp3", ".mp3", "audio/mpeg"),
        ("cover", "a.jpg", ".jpg", "image/jpeg"),
        ("cover", "a.png", ".png", "image/png"),
        ("video", "a.mp4", ".mp4", "video/mp4"),
    ],
)
async def test_keeps_every_kind(
    library: Library, fake: FakeVendor, folder: Path, kind: FileKind, name: str, ending: str, mime: str
) -> None:
    kept = await library.keep(clip_of(), file_of(f"{fake.url}/files/{name}", kind))
    path = Path(kept.path or "")
    assert path == folder / f"Window - clip_abcdefghijkl{ending}"
    assert names(folder) == {path.name, "Window - clip_abcdefghijkl.json"}
    assert (kept.mime, kept.size, kept.sha256) == (mime, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
    assert (kept.error, kept.next_try, kept.fetched_at) == (None, None, NOON)


async def test_the_page_beside_a_song_says_where_it_came_from(library: Library, fake: FakeVendor, folder: Path) -> None:
    clip = clip_of(parent="clip_parent", operation="extend_music", model="FUZZ-2.0", seed="7", lyrics="Rain", seconds=2.0)
    await library.keep(clip, file_of(f"{fake.url}/files/a.m4a?signature=secret"), arguments={"sound": "lo-fi"})
    await library.keep(clip, file_of(f"{fake.url}/files/a.png?signature=secret", "cover"))
    text = (folder / "Window - clip_abcdefghijkl.json").read_text("utf-8")
    page = json.loads(text)
    assert (
        page
        | {
            "clip_id": clip.clip_id,
            "parent": "clip_parent",
            "operation": "extend_music",
            "vendor": "musicapi",
            "model": "FUZZ-2.0",
            "seed": "7",
            "lyrics": "Rain",
            "asked": {"sound": "lo-fi"},
        }
        == page
    )
    audio = page["files"]["audio"]
    assert audio["sha256_as_made"] == hashlib.sha256(encoded("m4a", 2.0, hashlib.sha256(b"a.m4a").digest()[0] % 8)).hexdigest()
    assert audio["sha256"] == hashlib.sha256((folder / audio["file"]).read_bytes()).hexdigest() != audio["sha256_as_made"]
    assert audio["from"] == f"{fake.url}/files/a.m4a" and audio["fetched_at"] == NOON.isoformat()
    assert page["files"]["cover"]["file"] == "Window - clip_abcdefghijkl.png"
    assert "secret" not in text and "#00000000" not in text


async def test_what_is_kept_is_not_fetched_again_by_another_run(make: Make, fake: FakeVendor, folder: Path) -> None:
    wanted = file_of(f"{fake.url}/files/a.m4a")
    first = await make().keep(clip_of(), wanted)
    before = names(folder)
    assert await make().keep(clip_of(), wanted) == first
    assert len(fake.requests) == 1 and names(folder) == before


async def test_what_was_placed_but_not_written_down_is_recognised(make: Make, fake: FakeVendor, folder: Path) -> None:
    wanted = file_of(f"{fake.url}/files/a.m4a")
    first = await make().keep(clip_of(), wanted)
    (folder / "Window - clip_abcdefghijkl.json").unlink()
    assert await make().keep(clip_of(), wanted) == first
    assert names(folder) == {"Window - clip_abcdefghijkl.m4a", "Window - clip_abcdefghijkl.json"}


async def test_two_clips_with_one_title_and_two_vendors_of_one_clip_never_meet(
    library: Library, fake: FakeVendor, folder: Path
) -> None:
    paths = [
        (await library.keep(clip_of(clip_id=clip_id), file_of(f"{fake.url}/files/{clip_id}.m4a", clip_id=clip_id))).path
        for clip_id in ("clip_one", "clip_two")
    ]
    assert paths == [str(folder / f"Window - clip_{number}.m4a") for number in ("one", "two")]


@pytest.mark.parametrize("taken", ["file", "folder", "link", "dangling link"])
async def test_nothing_is_overwritten(library: Library, fake: FakeVendor, folder: Path, tmp_path: Path, taken: str) -> None:
    outside = tmp_path / "outside"
    for ending in (".m4a", ".json"):
        there = folder / f"Window - clip_abcdefghijkl{ending}"
        folder.mkdir(parents=True, exist_ok=True)
        outside.write_bytes(b"mine")
        MAKERS[taken](there, outside)
    kept = await library.keep(clip_of(), file_of(f"{fake.url}/files/a.m4a"))
    assert Path(kept.path or "").name == "Window - clip_abcdefghijkl (2).m4a"
    assert outside.read_bytes() == b"mine" and not (tmp_path / "nowhere").exists()
    assert json.loads((folder / "Window - clip_abcdefghijkl (2).json").read_text("utf-8"))["clip_id"] == "clip_abcdefghijkl"
    assert len(names(folder)) == 4


MAKERS: dict[str, Callable[[Path, Path], object]] = {
    "file": lambda there, outside: there.write_bytes(b"mine"),
    "folder": lambda there, outside: there.mkdir(),
    "link": lambda there, outside: there.symlink_to(outside),
    "dangling link": lambda there, outside: there.symlink_to(outside.parent / "nowhere"),
}


@pytest.mark.parametrize(
    "title", ["../../../escaped", "/etc/passwd", "a/../../b", "\\\\share\\x", "C:\\x", "..", "\0", "\N{GUITAR}" * 200, "x" * 200]
)
async def test_nothing_is_written_outside_the_folder(
    library: Library, fake: FakeVendor, folder: Path, data_folder: Path, tmp_path: Path, title: str
) -> None:
    kept = await library.keep(clip_of(title), file_of(f"{fake.url}/files/a.m4a"))
    assert Path(kept.path or "").parent == folder
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == {*folder.iterdir(), data_folder / "library.lock"}


async def test_a_folder_behind_a_link_goes_by_its_real_path(make: Make, fake: FakeVendor, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "drive").mkdir()
    folder.parent.mkdir()
    folder.symlink_to(tmp_path / "drive")
    kept = await make().keep(clip_of(), file_of(f"{fake.url}/files/a.m4a"))
    assert kept.path == str(tmp_path / "drive" / "Window - clip_abcdefghijkl.m4a")


async def test_the_cover_kept_before_goes_into_the_song(library: Library, fake: FakeVendor, folder: Path) -> None:
    import mutagen.mp4

    await library.keep(clip_of(), file_of(f"{fake.url}/files/a.png", "cover"))
    kept = await library.keep(clip_of(), file_of(f"{fake.url}/files/a.m4a"))
    assert bytes(mutagen.mp4.MP4(kept.path)["covr"][0]) == png()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("heard", "said", "remark"),
    [
        (2.0, 2.2, None),
        (2.0, 4.9, None),
        (100.0, 119.0, None),
        (95.0, 180.0, "kept, but it lasts 95 s, where musicapi said 180 s"),
        (180.0, 95.0, "kept, but it lasts 180 s, where musicapi said 95 s"),
        (None, 180.0, None),
        (95.0, None, None),
    ],
)
async def test_a_length_far_from_the_vendors_word_is_told_and_the_song_kept(
    make: Make, fake: FakeVendor, heard: float | None, said: float | None, remark: str | None
) -> None:
    library = make(measure_seconds=lambda path: heard)
    kept = await library.keep(clip_of(seconds=said), file_of(f"{fake.url}/files/a.m4a"))
    assert kept.path and kept.error == remark
    again = await library.keep(clip_of(seconds=said), file_of(f"{fake.url}/files/a.m4a"))
    assert again.error == remark and len(fake.requests) == 1


async def test_audio_that_cannot_be_decoded_is_not_kept(make: Make, fake: FakeVendor, folder: Path) -> None:
    def measure(path: Path) -> float:
        raise ValueError("no frames")

    with pytest.raises(NotAudio, match=r"cannot be decoded; get_tasks\(task_ids="):
        await make(measure_seconds=measure).keep(clip_of(), file_of(f"{fake.url}/files/a.m4a"))
    assert names(folder) == set()


async def test_an_export_of_another_format_is_kept_and_told(library: Library, fake: FakeVendor) -> None:
    kept = await library.keep(clip_of(), file_of(f"{fake.url}/files/a.m4a", "wav"))
    assert kept.path and kept.path.endswith(".m4a")
    assert kept.error == "kept, but it is m4a, where wav was asked for"


async def test_a_file_of_this_machine_is_copied(library: Library, folder: Path, data_folder: Path) -> None:
    made = data_folder / "renders" / "a b.flac"
    made.parent.mkdir(parents=True)
    made.write_bytes(encoded("flac", 0.5))
    by_path = await library.keep(clip_of(), file_of(None, path=str(made)))
    by_url = await library.keep(clip_of(clip_id="clip_two"), file_of(made.as_uri(), clip_id="clip_two"))
    assert {by_path.path, by_url.path} == {str(folder / f"Window - {word}.flac") for word in ("clip_abcdefghijkl", "clip_two")}
    assert made.read_bytes() == encoded("flac", 0.5)


@pytest.mark.parametrize("how", ["outside", "climbing", "linked", "folder"])
async def test_a_file_that_is_not_ours_is_never_taken(library: Library, folder: Path, data_folder: Path, how: str) -> None:
    data_folder.mkdir()
    secret = data_folder.parent / "secret.wav"
    secret.write_bytes(wav(0.1))
    (data_folder / "link.wav").symlink_to(secret)
    paths = {
        "outside": secret,
        "climbing": data_folder / ".." / "secret.wav",
        "linked": data_folder / "link.wav",
        "folder": data_folder,
    }
    for file in (file_of(None, path=str(paths[how])), file_of(f"file://{paths[how]}")):
        with pytest.raises(AddressRefused, match="only files that this server made"):
            await library.keep(clip_of(), file)
    assert names(folder) == set()


async def test_a_file_that_went_is_a_sentence(library: Library, data_folder: Path) -> None:
    with pytest.raises(FetchFailed, match="not on this machine any more"):
        await library.keep(clip_of(), file_of(None, path=str(data_folder / "gone.flac")))


async def test_a_local_file_has_its_limit_too(make: Make, data_folder: Path) -> None:
    data_folder.mkdir()
    (data_folder / "a.wav").write_bytes(wav(1))
    with pytest.raises(TooLarge):
        await make(max_bytes={"audio": 1000}).keep(clip_of(), file_of(None, path=str(data_folder / "a.wav")))


async def test_with_saving_off_nothing_is_fetched_or_written(
    make: Make, fake: FakeVendor, folder: Path, data_folder: Path
) -> None:
    data_folder.mkdir()
    (data_folder / "a.flac").write_bytes(encoded("flac", 0.5))
    library = make(saves=False)
    left = await library.keep(clip_of(), file_of(f"{fake.url}/files/a.m4a"))
    assert (left.path, left.error, left.next_try, left.is_settled) == (None, None, None, True)
    there = await library.keep(clip_of(), file_of(None, path=str(data_folder / "a.flac")))
    local = data_folder / "a.flac"
    assert (there.path, there.mime, there.size) == (str(local), "audio/flac", local.stat().st_size)
    assert fake.requests == [] and not folder.exists() and names(data_folder) == {"a.flac"}
    assert library.counts() == (0, 0)


async def test_counts_what_is_of_clips(library: Library, fake: FakeVendor, folder: Path) -> None:
    song = await library.keep(clip_of(), file_of(f"{fake.url}/files/a.m4a"))
    cover = await library.keep(clip_of(), file_of(f"{fake.url}/files/a.png", "cover"))
    (folder / "notes.txt").write_text("mine")
    assert library.counts() == (2, song.size + cover.size)


async def test_fetches_an_upload(library: Library, fake: FakeVendor, data_folder: Path) -> None:
    path = await library.fetch_upload(f"{fake.url}/files/a.wav")
    assert path == await library.fetch_upload(f"{fake.url}/files/a.wav")
    assert path.parent == data_folder / "uploads" and path.stem == hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(NotAudio, match="anybody can download"):
        await library.fetch_upload(f"{fake.url}/files/a.png")
    with pytest.raises(AddressRefused):
        await library.fetch_upload("https://localhost/a.wav")
    assert names(data_folder / "uploads") == {path.name}
