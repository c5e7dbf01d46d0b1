"""Where the concrete things are chosen: settings become vendors, a ledger, a library, a studio."""

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import SplitResult, urlsplit

import structlog

from .errors import NotReady
from .ledger.sqlite import open_ledger
from .library import ConvertAudio, ConvertedFormat, Library, MeasureSeconds, MeasureTempo, MissingSeconds
from .loopback import is_loopback
from .models import Tempo
from .settings import Settings
from .studio import LAST_SUBMIT_SECONDS, Clock, Process, Roster, Studio, WebhookAddresses, remedy_for, utc_now
from .vendors import OwnFiles, Vendor, registry
from .vendors.offline import Offline, is_engine_installed
from .vendors.registry import OFFLINE

if TYPE_CHECKING:  # imported when somebody listens, so that the server starts faster
    from .library.previews import AudioSurvey, SurveyAudio, WritePreview

log = structlog.get_logger()

FIRST_DOWNLOAD_RETRY_SECONDS = 0.5
"""Between the first two tries at a file; later ones wait longer."""


@asynccontextmanager
async def open_studio(
    settings: Settings, *, now: Callable[[], datetime] = utc_now, last_submit_seconds: float = LAST_SUBMIT_SECONDS
) -> AsyncIterator[Studio]:
    """The studio these settings describe, at work until the block ends; `now` tells it the time.

    `last_submit_seconds`: how long, at the end, the answer to a submit that is on its way is waited for.
    """
    clock = Clock(now, settings.pace)
    library = Library(
        settings.library,
        saves=settings.save,
        loopback_hosts=_loopback(settings),
        now=now,
        data_folder=settings.data,
        **_audio_functions(),
        first_pause=clock.scaled(FIRST_DOWNLOAD_RETRY_SECONDS),
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
                warnings=settings.warnings,
                last_submit_seconds=last_submit_seconds,
            )
            async with studio.open():
                yield studio
    finally:
        for vendor in roster.vendors.values():
            await vendor.close()
        await library.close()


def choose_vendors(settings: Settings, library: Library, clock: Clock) -> Roster:
    """Every vendor that is set up; the offline one too, where its libraries are installed or there is no other."""
    faults: dict[str, str] = {}
    files = OwnFiles(settings.data, library.fetch_upload)
    vendors = dict(_hosted_vendors(settings, files, clock, faults))
    if is_engine_installed() or not vendors:
        vendors[OFFLINE] = Offline(settings.data, library.fetch_upload)
    return Roster(vendors, *_default_vendor(settings, vendors, faults), faults)


def _hosted_vendors(settings: Settings, files: OwnFiles, clock: Clock, faults: dict[str, str]) -> Iterator[tuple[str, Vendor]]:
    """The vendors that are set up, by name; into `faults` goes why one is not, though its variables are set."""
    for spec in registry.VENDORS:
        access = settings.vendors[spec.name]
        if not (access.url if spec.own_server else access.key):
            continue
        key = access.key.get_secret_value() if access.key else ""
        try:
            vendor = spec.load()(access.url, key, sleep=clock.sleep, files=files)
        except NotReady as error:
            faults[spec.name] = str(error).rstrip(".")
            log.warning("vendor not configured", vendor=spec.name, because=faults[spec.name])
        else:
            yield spec.name, vendor


def _default_vendor(settings: Settings, vendors: Collection[str], faults: Mapping[str, str]) -> tuple[str, str]:
    """Who makes new music when a call names nobody, and a sentence on why.

    A vendor that PRODUCER_VENDOR names is the default even without a key, so that the answer says which key is missing.
    """
    if settings.vendor is not None:
        missing = "" if settings.vendor in vendors else f", but it is not configured: {remedy_for(settings.vendor, faults)}"
        return settings.vendor, f"PRODUCER_VENDOR says so{missing}"
    usable = [name for name in registry.vendor_names() if name in vendors]
    first = next((name for name in usable if not _uses_anothers_key(name)), usable[0])
    if first == OFFLINE:
        return first, "no vendor's key can be used" if faults else "no vendor's key is set"
    variable = registry.main_variable(first)
    return first, f"it is the first vendor with {'an address' if variable.endswith('_URL') else 'a key'} ({variable})"


def _uses_anothers_key(name: str) -> bool:
    """Whether a vendor is paid by another one's key: who set that meant the other, unless this one is named."""
    spec = registry.spec_of(name)
    return spec is not None and spec.key_of is not None


def _loopback(settings: Settings) -> frozenset[str]:
    """`host:port` of the vendors that run on this machine, as in tests: only from there may files come by plain HTTP.

    A server of the user's own is not among them: its vendor fetches its files, and nobody else has anything to fetch there.
    """
    hosted = (spec.name for spec in registry.VENDORS if not spec.own_server)
    addresses = filter(None, (_address(settings.vendors[name].url) for name in hosted))
    return frozenset(address.netloc for address in addresses if is_loopback(address.hostname or ""))


def _address(url: str) -> SplitResult | None:
    """The parts of an address; None for what is none, which its vendor refuses where it has a key."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


class AudioFunctions(TypedDict, total=False):
    """What a library is told to work on audio with; nothing without the extra `studio`."""

    measure_seconds: MeasureSeconds
    missing_seconds: MissingSeconds
    convert_audio: ConvertAudio
    survey_audio: "SurveyAudio"
    write_preview: "WritePreview"
    measure_tempo: MeasureTempo


def _audio_functions() -> AudioFunctions:
    if not is_engine_installed():
        return {}
    return {
        "measure_seconds": _seconds_of,
        "missing_seconds": _missing_seconds_of,
        "convert_audio": _convert,
        "survey_audio": _survey,
        "write_preview": _write_preview,
        "measure_tempo": _tempo_of,
    }


def _seconds_of(path: Path) -> float | None:
    """How long an audio file plays, decoded to its end; raises ValueError when it is none."""
    from .engine import seconds_of_audio

    return seconds_of_audio(path)


def _tempo_of(path: Path) -> Tempo | None:
    """Tempo and key of an audio file, measured; raises ValueError when it is none."""
    from .engine import tempo_of_audio

    measured = tempo_of_audio(path)
    return None if measured is None else Tempo(bpm=measured.bpm, key=measured.key, source=measured.source)


def _convert(source: Path, target: Path, audio_format: ConvertedFormat) -> None:
    """Write an audio file in another format."""
    from .engine import convert_audio

    convert_audio(source, target, audio_format)


def _survey(path: Path) -> "AudioSurvey":
    """How long an audio file plays, how loud it is, and its outline."""
    from .engine import survey_audio
    from .library.previews import AudioSurvey

    survey = survey_audio(path)
    return AudioSurvey(survey.seconds, survey.loudness, survey.peaks)


def _write_preview(source: Path, target: Path) -> None:
    """Write an audio file as a small mp3."""
    from .engine import write_preview

    write_preview(source, target)


def _missing_seconds_of(path: Path, seconds: float) -> float:
    """How much longer an audio file says it is than the seconds that could be decoded."""
    from .engine import missing_seconds_of_audio

    return missing_seconds_of_audio(path, seconds)
