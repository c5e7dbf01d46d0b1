"""Every golden record of every vendor, with every poison in every place: read, or refused as unreadable, and never more."""

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest

from producer_mcp.errors import VendorError
from producer_mcp.vendors import Report
from producer_mcp.vendors.acedata import AceData
from producer_mcp.vendors.ccapi import CCAPI
from producer_mcp.vendors.hosted import HostedVendor
from producer_mcp.vendors.musicapi import MusicAPI
from producer_mcp.vendors.parsing import MAX_ADDRESS_CHARS, MAX_KEPT_LYRICS_CHARS, MAX_PART_CHARS, reason
from producer_mcp.vendors.untrusted_json import parse_json

from ..fake_vendor.poisons import KEY_POISONS, POISONS, places_in, poisoned_text
from . import test_acedata as ace, test_ccapi as cc, test_musicapi as ma

RECORDS: list[tuple[type[HostedVendor], str, Any]] = [
    *((MusicAPI, str(case[0]), case[1]) for case in ma.DONE),
    *((AceData, str(case[0]), case[1]) for case in ace.TASKS),
    *((CCAPI, str(case[0]), case[1]) for case in cc.READ),
    (CCAPI, "done", cc.DONE),
]
VENDORS: dict[type[HostedVendor], HostedVendor] = {
    kind: kind("https://vendor.test", "key-for-tests") for kind in (MusicAPI, AceData, CCAPI)
}


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a report's values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for each in pair for text in texts_in(each))
    elif isinstance(value, list | tuple):
        yield from (text for each in value for text in texts_in(each))


def assert_harmless(report: Report) -> None:
    values = dataclasses.asdict(dataclasses.replace(report, lyrics=()))
    raw = values.pop("raw")
    json.dumps(values, allow_nan=False, default=str)
    raw.encode()
    for text in texts_in(values):
        text.encode()
        assert "\x00" not in text and "\u202e" not in text and len(text) <= max(MAX_ADDRESS_CHARS, MAX_KEPT_LYRICS_CHARS)
    assert all(len(made.part or "") <= MAX_PART_CHARS for made in report.made)


@pytest.mark.parametrize("poison", POISONS)
def test_no_poison_in_any_place_breaks_a_reader(poison: str) -> None:
    for kind, name, record in RECORDS:
        for place in places_in(record):
            if place[1] and poison not in KEY_POISONS:
                continue
            try:
                body = parse_json(poisoned_text(record, place, POISONS[poison]))
            except ValueError:
                assert "nested" in poison
                continue
            try:
                assert_harmless(VENDORS[kind].read(body))
            except VendorError as error:
                error.raw.encode()
            except Exception as error:
                raise AssertionError((kind.name, name, place)) from error
            reason(body).encode()
