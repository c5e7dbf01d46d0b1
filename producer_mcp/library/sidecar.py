"""The page beside each song: what was asked, where it came from, and which files there are."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..models import Clip, FileKind
from .atomic_files import Draft, is_plain, place, sha256_of
from .file_names import candidates, stem

LARGEST = 1 << 20
ENDING = ".json"
TOLD = (
    "clip_id",
    "title",
    "part",
    "parent",
    "operation",
    "task_id",
    "vendor",
    "vendor_clip_id",
    "ticket",
    "model",
    "seed",
    "seconds",
    "sound",
    "lyrics",
)


def kept(folder: Path, clip: Clip, kind: FileKind) -> tuple[Path, Mapping[str, Any]] | None:
    """The file of this kind that is kept already, whole and unchanged, and what its page says of it."""
    _, page = _page(folder, clip)
    entry = page.get("files", {}).get(kind)
    if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
        return None
    path = folder / entry["file"]
    if path.parent != folder or not is_plain(path) or sha256_of(path) != entry.get("sha256"):
        return None
    return path, entry


def record(folder: Path, clip: Clip, kind: FileKind, entry: Mapping[str, Any], asked: Mapping[str, object] | None) -> None:
    """Write down one more file; raises OSError. To be called by one at a time."""
    path, old = _page(folder, clip)
    told = {word: value for word in TOLD if (value := getattr(clip, word)) not in (None, "")}
    page = {
        **told,
        "created_at": clip.created_at.isoformat(),
        "asked": dict(asked) if asked is not None else old.get("asked"),
        "files": {**old.get("files", {}), kind: dict(entry)},
    }
    draft = Draft(folder)
    try:
        draft.write(json.dumps(page, ensure_ascii=False, indent=2, default=str).encode(errors="replace") + b"\n")
        draft.close()
        if old:
            draft.path.replace(path)
        else:
            place(draft.path, draft.sha256, candidates(stem(clip), ENDING))
    finally:
        draft.discard()


def _page(folder: Path, clip: Clip) -> tuple[Path, dict[str, Any]]:
    """This clip's page and what it says; a free name and nothing when it has none. A page of somebody else's is passed by."""
    for name in candidates(stem(clip), ENDING):
        path = folder / name
        if not path.exists() and not path.is_symlink():
            return path, {}
        page = _read(path)
        if page.get("clip_id") == clip.clip_id and isinstance(page.get("files"), dict):
            return path, page
    return folder / f"{stem(clip)}{ENDING}", {}


def _read(path: Path) -> dict[str, Any]:
    if not is_plain(path) or path.stat().st_size > LARGEST:
        return {}
    try:
        page = json.loads(path.read_bytes())
    except ValueError:
        return {}
    return page if isinstance(page, dict) else {}
