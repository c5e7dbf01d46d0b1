"""Where a vendor is to call when a task is done, and which call is about which task."""

import hashlib
from dataclasses import dataclass
from uuid import uuid4

from ..models import Task
from ..vendors import Callback

CALLS_BACK = ("musicapi", "acedata")
"""Vendors that document a callback (contracts 2.2, 3.9)."""
SIGNS = frozenset({"musicapi"})
"""Those of them that sign it."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Addresses of ours that vendors may call, unguessable, one a task; none without a public URL."""

    public_url: str | None = None

    def secret_for(self, vendor: str) -> str | None:
        """A task's own secret, where its vendor can call back."""
        return uuid4().hex if self.public_url and vendor in CALLS_BACK else None

    def of(self, task: Task) -> Callback | None:
        if self.public_url is None or task.callback is None:
            return None
        word = word_of(task.task_id, task.callback)
        return Callback(f"{self.public_url.rstrip('/')}/webhooks/{task.vendor}/{word}", task.callback)


NO_CALLBACKS = Callbacks()


def word_of(task_id: str, secret: str) -> str:
    """The last word of a task's address: names the task, and cannot be made without its secret, which it does not tell."""
    return f"{task_id}-{hashlib.sha256(f'{task_id}/{secret}'.encode()).hexdigest()[:32]}"


def task_of(word: str) -> str:
    """The task that such a word names; whether it is true is `word_of`'s to say."""
    return word.partition("-")[0]
