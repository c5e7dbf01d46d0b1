"""What tests of Suno's vendors have in common: both of them, their settings, and the prices of one of MusicAPI's hosts."""

from pathlib import Path
from typing import Any

import pytest

from producer_mcp.settings import Settings
from producer_mcp.vendors.hosted import ANY_HOST
from producer_mcp.vendors.musicapi_suno import MusicAPISuno

from ..fake_vendor import SUNO_VENDORS, FakeVendor
from ..studio_client import settings_for

GHOST = "a process that has died"
each_vendor = pytest.mark.parametrize("vendor", SUNO_VENDORS)


def suno(folder: Path, fake: FakeVendor, vendor: str, **more: Any) -> Settings:
    return settings_for(folder, fake, vendor, vendor=vendor, **more)


def have_prices_of(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """The fake's prices are those of that host."""
    monkeypatch.setattr(MusicAPISuno, "prices_at", {ANY_HOST: MusicAPISuno.prices_at[host]})
