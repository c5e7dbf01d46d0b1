"""Answers that cannot be read or understood: they are one task's trouble, not its account's, and they come to an end."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from ..errors import VendorError, VendorUnreadable
from ..ledger import RunningTask
from ..models import Status
from ..vendors import Report, Vendor

log = structlog.get_logger()

MAX_UNREADABLE_ANSWERS = 5
"""After so many answers in a row that could not be read, a task is not asked about any more."""
MAX_DOUBT_PERIOD = timedelta(minutes=15)
"""How long after its submit a task may be in a state for which its vendor has a word we do not know."""


async def reports_on(vendor: Vendor, tickets: Sequence[str]) -> Mapping[str, Report]:
    """As `Vendor.check`; an answer that cannot be read is a report in doubt on the ticket that is to blame.

    Where it is about several tickets, each half of them is asked about by itself, down to that one.
    """
    try:
        return await vendor.check(tickets)
    except VendorUnreadable as error:
        if not error.is_of_task:
            raise
        failure = error
    except VendorError:
        raise
    except Exception:
        # a bug of ours, met by an answer nobody foresaw: it must not keep the other tasks from being asked about
        log.exception("reading crashed", vendor=vendor.name)
        failure = VendorUnreadable(vendor.name, "our own program failed over its answer", is_of_task=True)
    if len(tickets) == 1:
        return {tickets[0]: Report(Status.RUNNING, doubt=str(failure), is_read=False, raw=failure.raw)}
    middle = len(tickets) // 2
    return {**await reports_on(vendor, tickets[:middle]), **await reports_on(vendor, tickets[middle:])}


class Doubts:
    """Counts the answers in a row about each task that could not be read, and ends what stays in doubt for too long."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        """Task id to the number of answers."""

    def judged(self, running: RunningTask, report: Report, now: datetime) -> Report:
        """The report; `unknown` in place of `running` when the task has been in doubt for too long."""
        if not report.doubt:
            if not report.status.is_final:
                self.forget(running.task_id)
            return report
        count = self._counts[running.task_id] = self._counts.get(running.task_id, 0) + 1
        is_over = now - running.sent_at > MAX_DOUBT_PERIOD if report.is_read else count >= MAX_UNREADABLE_ANSWERS
        if not is_over:
            return report
        del self._counts[running.task_id]
        return replace(report, status=Status.UNKNOWN)

    def forget(self, task_id: str) -> None:
        """Nothing is in doubt any longer about a task."""
        self._counts.pop(task_id, None)

    def count(self, task_id: str) -> int:
        """How many answers in a row could not be understood by now."""
        return self._counts.get(task_id, 0)
