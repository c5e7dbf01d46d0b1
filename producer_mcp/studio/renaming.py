"""Gives the clips of a task that was asked for before the title that is asked for now: the music is the same, and paid for."""

import structlog

from ..errors import ProducerError
from ..ledger import Ledger
from ..library import Library
from ..models import Clip, File, Task
from ..operations import Operation

log = structlog.get_logger()


async def renamed(ledger: Ledger, library: Library, task: Task, operation: Operation) -> Task:
    """The task, whose clips now have the title in `operation`, if it says one that no vendor is told; their files too."""
    title = operation.arguments().get("title")
    if "title" not in operation.kept_here or title is None or title == task.arguments.get("title"):
        return task
    after = await ledger.tasks.retitle(task, str(title))
    for old, new in zip(task.clips, after.clips, strict=False):
        try:
            await _rename_files(ledger, library, after, old, new)
        except ProducerError as error:  # the title is kept; the file has its old name, and is there
            log.warning("file not renamed", clip=new.clip_id, code=error.code)
    return after


async def _rename_files(ledger: Ledger, library: Library, task: Task, old: Clip, new: Clip) -> None:
    """Another copy of each kept file with the new name and tag; the old one goes when the ledger knows the new one."""
    kept = [file for file in old.files.values() if library.holds(file)]
    copies: list[tuple[File, File]] = []
    for file in sorted(kept, key=lambda file: file.kind != "cover"):  # the cover first: it is put into the audio's tags
        copies.append((file, await library.renamed(new, file, arguments=task.arguments)))
        await ledger.files.record_fetched(copies[-1][1])
    await library.remove(old, new, copies)
