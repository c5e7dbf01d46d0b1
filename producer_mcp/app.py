"""Where the concrete things are chosen: settings become vendors, a ledger, a library, a studio."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from .ledger.sqlite import open_ledger
from .library import Library
from .loopback import is_loopback
from .settings import Settings
from .studio import Clock, Process, Studio, utc_now
from .studio.roster import KNOWN, Roster, remedy_for
from .studio.webhooks import WebhookAddresses
from .vendors import Vendor
from .vendors.acedata import AceData
from .vendors.ccapi import CCAPI
from .vendors.musicapi import MusicAPI
from .vendors.offline import Offline

FIRST_PAUSE = 0.5
"""Seconds between the first two tries at a file."""
HOSTED: Mapping[str, Callable[..., Vendor]] = {"musicapi": MusicAPI, "acedata": AceData, "ccapi": CCAPI}


@asynccontextmanager
async def open_studio(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> AsyncIterator[Studio]:
    """The studio these settings describe, at work until the block ends; `now` tells it the time."""
    clock = Clock(now, settings.pace)
    library = Library(
        settings.library,
        saves=settings.save,
        loopback_hosts=_loopback(settings),
        now=now,
        data_folder=settings.data,
        measure_seconds=_seconds_of if has_extra() else None,
        first_pause=clock.scaled(FIRST_PAUSE),
    )
    roster = choose_vendors(settings, library, clock)
    try:
        async with open_ledger(settings.ledger, now) as ledger:
            studio = Studio(
                roster,
                ledger,
                library,
                process=Process(clock),
                wait_seconds=settings.wait_seconds,
                daily_limit=settings.daily_limit,
                confirms=settings.confirm,
                addresses=WebhookAddresses(settings.public_url),
                ledger_path=settings.ledger,
            )
            async with studio.open():
                yield studio
    finally:
        for vendor in roster.vendors.values():
            await vendor.close()
        await library.close()


def choose_vendors(settings: Settings, library: Library, clock: Clock) -> Roster:
    """Every vendor with a key; the engine, where its extra is there or nothing else is."""
    vendors: dict[str, Vendor] = {}
    for name, (url, key) in _hosts(settings).items():
        if key is not None:
            vendors[name] = HOSTED[name](url, key.get_secret_value(), sleep=clock.sleep)
    if has_extra() or not vendors:
        vendors["offline"] = Offline(settings.data, library.fetch_upload)
    if settings.vendor is not None:  # one that is not to be had is said to be missing when it is asked
        why = "PRODUCER_VENDOR says so"
        missing = "" if settings.vendor in vendors else f", but it is not configured: {remedy_for(settings.vendor)}"
        return Roster(vendors, settings.vendor, why + missing)
    first = next(name for name in KNOWN if name in vendors)
    why = "no vendor's key is set" if first == "offline" else f"it is the first vendor with a key (PRODUCER_{first.upper()}_KEY)"
    return Roster(vendors, first, why)


def has_extra() -> bool:
    """Whether the engine's libraries are installed."""
    return find_spec("numpy") is not None and find_spec("av") is not None


def _hosts(settings: Settings) -> dict[str, tuple[str, SecretStr | None]]:
    return {name: (getattr(settings, f"{name}_url"), getattr(settings, f"{name}_key")) for name in HOSTED}


def _loopback(settings: Settings) -> frozenset[str]:
    """`host:port` of the vendors that are on this machine, as in tests: only there may files come from."""
    addresses = (urlsplit(url) for url, _ in _hosts(settings).values())
    return frozenset(address.netloc for address in addresses if is_loopback(address.hostname or ""))


def _seconds_of(path: Path) -> float | None:
    """How long an audio file plays, decoded to its end; raises ValueError when it is none."""
    from .engine import seconds_of_audio

    return seconds_of_audio(path)
