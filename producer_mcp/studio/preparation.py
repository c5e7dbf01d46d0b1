"""Checks a call: its clips are looked up, its vendor is chosen and asked whether it can do this. Nothing is saved or sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import Unsupported
from ..ledger import Ledger
from ..models import Task
from ..operations import AddPart, Call, DownloadMusic, Operation
from ..vendors import PreparedSubmit, Vendor
from .advice import export_warnings, spending_warnings
from .clip_seconds import completed
from .external_ids import ExternalIds
from .ids import new_id, request_key
from .process import Clock
from .results import SAME_REQUEST_PERIOD
from .roster import Roster
from .sheets import with_clean_lyrics
from .steps import steps_sentence
from .webhooks import WebhookAddresses

FORMAT_REMEDIES: Mapping[str, str] = {
    "mp3": "Take another format.",
    "wav": "Take another format.",
    "flac": 'It is made of the file that is kept here, with the extra "studio" installed and files saved; else take mp3.',
    "midi": "For a DAW split_stems gives its tracks as audio, and the answer about the clip its tempo and key.",
    "lrc": "Its lyrics without times are the resource producer://clips/CLIP_ID/lyrics.",
}
"""What to do where a format cannot be had."""


@dataclass(frozen=True, slots=True)
class PreparedCall:
    """A call that has been checked: its task, not yet saved, and what its vendor will be sent."""

    task: Task
    submit: PreparedSubmit
    is_paid: bool


class Preparation:
    """Makes tasks of calls."""

    def __init__(
        self, roster: Roster, ledger: Ledger, external_ids: ExternalIds, addresses: WebhookAddresses, clock: Clock
    ) -> None:
        self._roster = roster
        self._ledger = ledger
        self._external_ids = external_ids
        self._addresses = addresses
        self._clock = clock

    async def prepare(self, call: Call) -> PreparedCall:
        """Look up the clips, choose the vendor, have it check the operation, and make the task; nothing is saved or sent."""
        given = {name: getattr(call.operation, name) for name in call.operation.clip_fields()}
        clips = {name: await self._external_ids.clip(call.owner, clip_id) for name, clip_id in given.items()}
        vendor, remarks = self._roster.choose(call, clips, await self._retired_by(call.operation))
        asked = completed(call.operation, clips)
        operation, guesses = with_clean_lyrics(asked, is_hosted=vendor.is_hosted)
        self._refuse_format(operation, vendor)
        self._refuse_part(operation, vendor)
        submit = vendor.prepare(operation, clips)
        offer = vendor.offers[type(operation)]
        price = submit.price or offer.price
        advice = (*spending_warnings(operation), *export_warnings(operation, vendor.name, price)) if vendor.is_hosted else ()
        steps = offer.steps if submit.steps is None else submit.steps
        told = steps_sentence(operation.name, vendor.name, steps)
        warnings = (*remarks, *guesses, *submit.warnings, *told, *advice)
        music = {name: value for name, value in asked.music_arguments().items() if offer.as_unsaid.get(name) != value}
        now = self._clock.now()
        task = Task(
            task_id=new_id("task"),
            owner=call.owner,
            account=vendor.account,
            vendor=vendor.name,
            operation=operation.name,
            arguments=operation.arguments(),
            take=call.take,
            key=request_key(call.owner, vendor.account, operation.name, music, call.take),
            callback=self._addresses.secret_for(vendor.name),
            steps=steps,
            cost=price,
            warnings=warnings,
            created_at=now,
            held_until=now + SAME_REQUEST_PERIOD,
        )
        return PreparedCall(task, submit, is_paid=vendor.is_hosted and not task.is_free)

    def _refuse_format(self, operation: Operation, vendor: Vendor) -> None:
        """Raise `Unsupported` for a file of a format that the clip's vendor does not give, and that is not made here."""
        if not isinstance(operation, DownloadMusic) or operation.format in vendor.offers[DownloadMusic].formats:
            return
        able = [
            name for name, other in self._roster.vendors.items() if operation.format in _formats(other) and other is not vendor
        ]
        others = f"; {' and '.join(able)} {'give' if len(able) > 1 else 'gives'} one of a clip made there" if able else ""
        raise Unsupported(f"{vendor.name} has no {operation.format} of its clips{others}. {FORMAT_REMEDIES[operation.format]}")

    def _refuse_part(self, operation: Operation, vendor: Vendor) -> None:
        """Raise `Unsupported` for a part that the clip's vendor does not add."""
        if not isinstance(operation, AddPart) or operation.part in vendor.offers[AddPart].parts:
            return
        able = [name for name, other in self._roster.vendors.items() if operation.part in _parts(other)]
        others = f"{' and '.join(able)} {'do' if len(able) > 1 else 'does'}; bring the clip there with upload_music"
        raise Unsupported(f"{vendor.name} adds no {operation.part}; {others if able else 'nobody configured does'}.")

    async def _retired_by(self, operation: Operation) -> set[str]:
        """The names of vendors that lately said they have switched this operation off."""
        vendors = self._roster.vendors.values()
        return {vendor.name for vendor in vendors if operation.name in await self._ledger.retirements.operations(vendor.account)}


def _formats(vendor: Vendor) -> tuple[str, ...]:
    return vendor.offers[DownloadMusic].formats if DownloadMusic in vendor.offers else ()


def _parts(vendor: Vendor) -> tuple[str, ...]:
    return vendor.offers[AddPart].parts if AddPart in vendor.offers else ()
