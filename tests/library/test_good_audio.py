"""Whatever can be heard, seen or watched is kept, with a remark where it is odd; what is none of that is not."""

import json
from pathlib import Path

import pytest

from producer_mcp.engine import missing_seconds_of_audio, seconds_of_audio
from producer_mcp.errors import FetchFailed, NotAudio
from producer_mcp.library import Library
from producer_mcp.models import MAX_FILE_TRIES, FileKind

from ..fake_vendor import FakeVendor, Fault
from ..fake_vendor.sounds import encoded, wav
from ..odd_audio import GOOD_AUDIO, SECONDS
from .conftest import Make, clip_of, file_of, names

pytestmark = pytest.mark.anyio


@pytest.fixture
def hearing(make: Make) -> Library:
    """A library that can decode audio."""
    return make(measure_seconds=seconds_of_audio, missing_seconds=missing_seconds_of_audio)


@pytest.mark.parametrize("hears", [True, False])
@pytest.mark.parametrize("name", GOOD_AUDIO)
async def test_good_audio_is_kept_whatever_its_name_and_its_header(
    make: Make, hearing: Library, fake: FakeVendor, name: str, hears: bool
) -> None:
    content = GOOD_AUDIO[name]()
    fake.contents["m4a"] = content
    library = hearing if hears else make()
    kept = await library.keep(clip_of(seconds=SECONDS.get(name, 2.0)), file_of(f"{fake.url}/files/a.m4a"))
    path = Path(kept.path or "")
    assert path.suffix == Path(name).suffix
    assert seconds_of_audio(path) == pytest.approx(SECONDS.get(name, 2.0), abs=0.15)
    assert path.stat().st_size < len(content) + 10_000
    assert kept.error in (None, "kept without tags, which could not be written")


async def test_a_length_that_nobody_named_is_no_remark(hearing: Library, fake: FakeVendor) -> None:
    fake.contents["mp3"] = GOOD_AUDIO["vbr.mp3"]()
    kept = await hearing.keep(clip_of(), file_of(f"{fake.url}/files/a.mp3"))
    assert kept.path and kept.error is None


@pytest.mark.parametrize("ending", ["mp3", "wav", "flac"])
async def test_a_file_that_ends_early_at_the_vendor_is_kept_and_told(hearing: Library, fake: FakeVendor, ending: str) -> None:
    whole = encoded(ending, 8.0)
    fake.contents[ending] = whole[: len(whole) // 2]
    kept = await hearing.keep(clip_of(seconds=8.0), file_of(f"{fake.url}/files/a.{ending}"))
    assert kept.path and "kept, but it ends after" in (kept.error or "") and "where the file says 8 s" in (kept.error or "")
    assert len(fake.requests) == 1


async def test_a_download_that_was_cut_off_unseen_is_fetched_again_and_kept_at_last(hearing: Library, fake: FakeVendor) -> None:
    fake.always("file", Fault("unsized_half"))
    for tries in (0, 1):
        with pytest.raises(FetchFailed, match=r"only 1 s of 2 s came; it is fetched again by itself"):
            await hearing.keep(clip_of(), file_of(f"{fake.url}/files/a.wav", tries=tries))
    kept = await hearing.keep(clip_of(), file_of(f"{fake.url}/files/a.wav", tries=2))
    assert kept.path and "ends after 1 s, where the file says 2 s" in (kept.error or "")


@pytest.mark.parametrize("hears", [True, False])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"#EXTM3U\n#EXTINF:3,\n/etc/passwd\n", "a text came instead"),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "a text came instead"),
        (b"<!doctype html><p>a page", "a web page came instead"),
        (b'{"error": "soon"}', "JSON came instead"),
        (b"", "nothing came instead"),
        (bytes(range(256)) * 40, "decoded|bytes of no known format"),
    ],
    ids=["m3u", "ffconcat", "page", "json", "nothing", "bytes"],
)
async def test_what_cannot_be_heard_is_not_kept(
    make: Make, hearing: Library, fake: FakeVendor, folder: Path, content: bytes, said: str, hears: bool
) -> None:
    fake.contents["mp3"] = content
    with pytest.raises(NotAudio, match=said):
        await (hearing if hears else make()).keep(clip_of(), file_of(f"{fake.url}/files/a.mp3"))
    assert names(folder) == set()


PICTURES_AND_FILMS: dict[str, tuple[FileKind, bytes]] = {
    ".gif": ("cover", b"GIF89a" + bytes(40)),
    ".webp": ("cover", b"RIFF\x20\0\0\0WEBPVP8 " + bytes(20)),
    ".avif": ("cover", b"\0\0\0\x1cftypavif" + bytes(40)),
    ".heic": ("cover", b"\0\0\0\x1cftypheic" + bytes(40)),
    ".bmp": ("cover", b"BM\x46\0\0\0" + bytes(40)),
    ".tif": ("cover", b"II*\0" + bytes(40)),
    ".jxl": ("cover", b"\xff\x0a" + bytes(40)),
    ".svg": ("cover", b'<?xml version="1.0"?>\n<!-- a cover -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ".mov": ("video", b"\0\0\0\x14ftypqt  " + bytes(40)),
    ".webm": ("video", b"\x1a\x45\xdf\xa3\x93\x42\x82\x88webm" + bytes(40)),
    ".mkv": ("video", b"\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska" + bytes(40)),
    ".avi": ("video", b"RIFF\x20\0\0\0AVI LIST" + bytes(20)),
}


@pytest.mark.parametrize("ending", PICTURES_AND_FILMS)
async def test_pictures_and_films_of_every_usual_format_are_kept(library: Library, fake: FakeVendor, ending: str) -> None:
    kind, content = PICTURES_AND_FILMS[ending]
    fake.contents["jpg"] = content
    kept = await library.keep(clip_of(), file_of(f"{fake.url}/files/a.jpg", kind))
    assert kept.path and kept.path.endswith(ending) and Path(kept.path).read_bytes() == content and kept.error is None


async def test_a_web_page_is_no_picture_though_it_draws_one(library: Library, fake: FakeVendor) -> None:
    fake.contents["jpg"] = b"<!doctype html><html><body><svg></svg></body></html>"
    with pytest.raises(NotAudio, match="not a picture: a web page came instead"):
        await library.keep(clip_of(), file_of(f"{fake.url}/files/a.jpg", "cover"))


async def test_tags_never_make_a_file_of_an_unknown_size_grow(hearing: Library, fake: FakeVendor, folder: Path) -> None:
    fake.contents["wav"] = GOOD_AUDIO["size ffffffff.wav"]()
    kept = await hearing.keep(clip_of(), file_of(f"{fake.url}/files/a.wav"))
    assert kept.error == "kept without tags, which could not be written"
    assert Path(kept.path or "").read_bytes() == fake.contents["wav"]
    assert json.loads((folder / "Window - clip_abcdefghijkl.json").read_text("utf-8"))["files"]["audio"]["remark"] == kept.error


async def test_an_upload_has_its_own_limit_and_the_same_ears(hearing: Library, make: Make, fake: FakeVendor) -> None:
    fake.contents["mp3"] = GOOD_AUDIO["zeros before.mp3"]()
    assert (await hearing.fetch_upload(f"{fake.url}/files/a.mp3")).suffix == ".mp3"
    fake.contents["wav"] = wav(2.0)
    assert (await make(max_bytes={"audio": 1 << 30}).fetch_upload(f"{fake.url}/files/a.wav")).suffix == ".wav"


async def test_after_the_last_try_the_remedy_is_no_further_try(library: Library, fake: FakeVendor) -> None:
    fake.always("file", Fault("status", 403))
    with pytest.raises(FetchFailed, match=r"after 12 tries it is not fetched again: fetch it by hand .* your musicapi account"):
        await library.keep(clip_of(), file_of(f"{fake.url}/files/a.wav", tries=MAX_FILE_TRIES - 1))
