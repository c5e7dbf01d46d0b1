"""Writes the tags of a kept file anew, in its place: what is known of a clip grows after its file is kept."""

from pathlib import Path

from ..models import Clip, File
from . import sidecar
from .atomic_files import PartialFile, file_lock, sha256_of
from .local_files import copy_into


def retag(partial: PartialFile, clip: Clip, file: File, max_bytes: int, data_folder: Path) -> File:
    """The file with the tags of `clip`, written into `partial` first; as it was where it is not what was kept. Raises OSError."""
    from .tags import tagged, tags_of

    path = Path(file.path or "")
    kept, cover = sidecar.kept_file(partial.folder, clip, file.kind), sidecar.kept_file(partial.folder, clip, "cover")
    if kept is None or kept[0] != path:
        return file
    copy_into(partial, path, max_bytes)
    partial.close()
    with tagged(partial.path, path.suffix, tags_of(clip, cover[0] if cover else None)) as ready:
        if ready == partial.path:
            return file
        changed = {"sha256": sha256_of(ready), "size": ready.stat().st_size}
        with file_lock(data_folder / "library.lock"):
            ready.replace(path)
            sidecar.record(partial.folder, clip, file.kind, {**kept[1], **changed}, None)
    return file.model_copy(update=changed)
