"""The JSON file beside each song: what was asked, where it came from, and which files of it are kept."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..models import Clip, FileKind
from .atomic_files import PartialFile, is_regular_file, move_to_free_name, remove_other, sha256_of
from .file_names import candidate_names, file_stem

MAX_SIDECAR_BYTES = 1 << 20
"""A larger file of a sidecar's name is not read: we write none."""
SIDECAR_ENDING = ".json"
SIDECAR_CLIP_FIELDS = (
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
    "bpm",
    "key",
    "tempo_source",
    "sound",
    "lyrics",
)
"""The fields of a clip that are written down, in this order; those without a value are left out."""


def kept_file(folder: Path, clip: Clip, kind: FileKind) -> tuple[Path, Mapping[str, Any]] | None:
    """The clip's file of this kind and its entry in the sidecar; None when there is none, or its bytes have changed."""
    _, sidecar = _find(folder, clip)
    entry = sidecar.get("files", {}).get(kind)
    if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
        return None
    path = folder / entry["file"]
    if path.parent != folder or not is_regular_file(path) or sha256_of(path) != entry.get("sha256"):
        return None
    return path, entry


def record(folder: Path, clip: Clip, kind: FileKind, entry: Mapping[str, Any], arguments: Mapping[str, object] | None) -> None:
    """Write one more file's `entry` into the clip's sidecar, made if need be; raises OSError.

    `arguments` are those of the task that made the clip; None keeps what stands there. The caller holds the library's lock.
    """
    path, old = _find(folder, clip)
    sidecar = {
        **{name: value for name in SIDECAR_CLIP_FIELDS if (value := getattr(clip, name)) not in (None, "")},
        "created_at": clip.created_at.isoformat(),
        "asked": dict(arguments) if arguments is not None else old.get("asked"),
        "files": {**old.get("files", {}), kind: dict(entry)},
    }
    partial = PartialFile(folder)
    try:
        partial.write(json.dumps(sidecar, ensure_ascii=False, indent=2, default=str).encode(errors="replace") + b"\n")
        partial.close()
        if old:
            partial.path.replace(path)
        else:
            move_to_free_name(partial.path, partial.sha256, candidate_names(file_stem(clip), SIDECAR_ENDING))
    finally:
        partial.discard()


def remove(folder: Path, before: Clip, after: Clip) -> None:
    """Delete the sidecar under the name of a clip `before` it was renamed, unless that of `after` is it; raises OSError."""
    path, sidecar = _find(folder, before)
    if sidecar:
        remove_other(path, _find(folder, after)[0])


def _find(folder: Path, clip: Clip) -> tuple[Path, dict[str, Any]]:
    """The clip's sidecar, path and content; where it has none, a free path and an empty one. Other clips' are passed over."""
    for name in candidate_names(file_stem(clip), SIDECAR_ENDING):
        path = folder / name
        if not path.exists() and not path.is_symlink():
            return path, {}
        sidecar = _read(path)
        if sidecar.get("clip_id") == clip.clip_id and isinstance(sidecar.get("files"), dict):
            return path, sidecar
    return folder / f"{file_stem(clip)}{SIDECAR_ENDING}", {}


def _read(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty for anything else."""
    if not is_regular_file(path) or path.stat().st_size > MAX_SIDECAR_BYTES:
        return {}
    try:
        content = json.loads(path.read_bytes())
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
