"""A fake vendor for tests: MusicAPI, AceDataCloud and CCAPI, with Suno, on one loopback port; it counts charges and plays faults.

    async with FakeVendor() as fake:
        fake.next(Fault("drop_after"), on="submit")     # charged, and the answer is lost
        fake.always("/producer/fetch*", Fault("status", 503, headers={"Retry-After": "1"}))
        ...                                             # a client at fake.url with fake.key
        await fake.wait_for_requests(3, on="poll")
        assert len(fake.charges) == 1 and fake.undocumented == []

`fake.generations` says which of its documents a vendor follows (musicapi 1, 2a, 2b; acedata guide, spec, mock; ccapi 1, 2;
acedata-suno spec, guide; musicapi-suno musicapi.ai, aimusicapi.ai; webhook 1, 2), `fake.retired` which words are gone;
`KINDS` lists the faults.
"""

from .faults import KINDS, Fault, Faults, Rule
from .messages import Request
from .musicapi import RETIRED
from .server import FAKED_VENDORS, SUNO_VENDORS, WIRES, FakeVendor
from .state import KEY
from .vendor_tasks import Charge, Clip, UndocumentedField, VendorTask
from .webhooks import Delivery

__all__ = [
    "FAKED_VENDORS",
    "KEY",
    "KINDS",
    "RETIRED",
    "SUNO_VENDORS",
    "WIRES",
    "Charge",
    "Clip",
    "Delivery",
    "FakeVendor",
    "Fault",
    "Faults",
    "Request",
    "Rule",
    "UndocumentedField",
    "VendorTask",
]
