"""Who is asked for new music: what a vendor's pages call over is avoided, and nobody is asked for more money unasked."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from producer_mcp.errors import Unsupported
from producer_mcp.models import Cost
from producer_mcp.operations import Call, CreateMusic, EnrichSound, Operation, WriteLyrics
from producer_mcp.studio.roster import Roster
from producer_mcp.vendors import Closure, Offer
from producer_mcp.vendors.registry import VENDORS
from tests.fake_vendor import FakeVendor
from tests.studio_client import call_tool, open_client, settings_for

pytestmark = pytest.mark.anyio

OVER = Offer(closed=Closure("retired", "docs.example", "2026-04"))
SOUND = EnrichSound(sound="warm tape")


def priced(amount: float, unit: str = "credits") -> Offer:
    return Offer(price=Cost(amount=amount, unit=unit))


class FakeOffers:
    """As much of a vendor as the roster looks at."""

    def __init__(self, name: str, offers: Mapping[type[Operation], Offer]) -> None:
        self.name, self.offers, self.is_hosted = name, offers, name != "offline"


def chosen(operation: Operation, retired: tuple[str, ...] = (), **offers: Offer | None) -> tuple[str, str]:
    """Who is asked by a call that names nobody, and the remarks; the first of `offers` is the default."""
    vendors = {name: FakeOffers(name, {type(operation): offer} if offer else {}) for name, offer in offers.items()}
    roster = Roster(cast(Any, vendors), next(iter(offers)), "it is the first")
    vendor, remarks = roster.choose(Call(operation), {}, retired)
    return vendor.name, " ".join(remarks)


def test_what_the_pages_call_over_is_avoided_and_the_change_is_named() -> None:
    assert chosen(CreateMusic(sound="x"), musicapi=OVER, acedata=Offer()) == (
        "acedata",
        "musicapi calls it retired (docs.example, 2026-04), so acedata was asked.",
    )


def test_one_that_is_over_there_too_is_passed_over() -> None:
    assert chosen(CreateMusic(sound="x"), musicapi=OVER, acedata=OVER, ccapi=Offer())[0] == "ccapi"
    assert chosen(CreateMusic(sound="x"), ("acedata",), musicapi=OVER, acedata=Offer(), ccapi=Offer())[0] == "ccapi"


def test_where_it_is_over_everywhere_the_usual_vendor_is_asked() -> None:
    assert chosen(CreateMusic(sound="x"), musicapi=OVER, acedata=OVER) == ("musicapi", "")


@pytest.mark.parametrize(
    ("usual", "other", "goes"),
    [
        (replace(OVER, price=Cost(amount=10, unit="credits")), priced(12), False),
        (replace(OVER, price=Cost(amount=10, unit="credits")), priced(10), True),
        (replace(OVER, price=Cost(amount=10, unit="credits")), priced(12, "USD"), True),
        (replace(OVER, price=Cost(amount=0, unit="USD")), priced(1), False),
        (replace(OVER, price=Cost(amount=0, unit="USD")), Offer(), False),
        (replace(OVER, price=Cost(amount=0, unit="USD")), priced(0), True),
        (OVER, priced(10), True),
    ],
)
def test_nothing_starts_to_cost_more_unasked(usual: Offer, other: Offer, goes: bool) -> None:
    assert chosen(SOUND, musicapi=usual, acedata=other)[0] == ("acedata" if goes else "musicapi")


def test_another_family_of_models_is_never_bought_from_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    others = tuple(replace(spec, family="other") if spec.name == "acedata" else spec for spec in VENDORS)
    monkeypatch.setattr("producer_mcp.vendors.registry.VENDORS", others)
    assert chosen(CreateMusic(sound="x"), musicapi=OVER, acedata=Offer())[0] == "musicapi"
    with pytest.raises(Unsupported, match="say vendor='acedata'"):
        chosen(CreateMusic(sound="x"), musicapi=None, acedata=Offer())


def test_what_was_free_offline_is_not_bought() -> None:
    with pytest.raises(Unsupported, match="say vendor='musicapi'"):
        chosen(WriteLyrics(idea="x"), offline=None, musicapi=Offer())


async def test_lyrics_are_written_where_that_is_switched_on(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "acedata", "ccapi", vendor="ccapi")
        async with open_client(settings) as (client, _):
            answer = await call_tool(client, "write_lyrics", idea="the last train home")
            assert answer["vendor"] == "acedata"
            assert "ccapi calls it switched off (docs.ccapi.ai, 2026-03-27), so acedata was asked." in answer["warnings"]


async def test_the_status_says_what_is_over_and_what_runs_with_source_and_date(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", "acedata", "ccapi")) as (client, _):
        vendors = {vendor["name"]: vendor for vendor in (await call_tool(client, "studio_status"))["vendors"]}
    assert vendors["musicapi"]["retired"] == dict.fromkeys(
        ("vary_music", "swap_vocals", "swap_sound"), "retired, says docs.musicapi.ai (2026-04)"
    )
    assert "Lyria 3 Pro" in vendors["musicapi"]["runs"] and "2026-04" in vendors["musicapi"]["runs"]
    assert "only create_music is switched on (docs.ccapi.ai, 2026-03-27)" in vendors["ccapi"]["runs"]
    assert "create_music" not in vendors["ccapi"]["retired"] and len(vendors["ccapi"]["retired"]) == 11
    assert "retired" not in vendors["acedata"]
