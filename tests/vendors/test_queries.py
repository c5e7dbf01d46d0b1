"""A query that goes wrong fails no task: its error names the vendor that is silent, and says how long to wait."""

import httpx
import pytest

from producer_mcp.errors import RateLimited, Unauthorized, VendorError, VendorUnavailable, VendorUnreadable
from producer_mcp.vendors.hosted import HostedVendor

from .mock_wire import VENDOR_CLASSES, MockWire

pytestmark = pytest.mark.anyio

TROUBLES: list[tuple[httpx.Response | Exception, type[VendorError], float | None]] = [
    (httpx.Response(500), VendorUnavailable, None),
    (httpx.Response(502, text="<html>bad gateway</html>"), VendorUnavailable, None),
    (
        httpx.Response(504, text="<html>Task failed. Credits were refunded.</html>"),
        VendorUnavailable,
        None,
    ),
    (httpx.Response(503, headers={"Retry-After": "12"}), VendorUnavailable, 12),
    (httpx.Response(429, headers={"Retry-After": "30"}), RateLimited, 30),
    (httpx.Response(429, json={"error": "slow down"}), RateLimited, None),
    (httpx.Response(401, json={"error": "no"}), Unauthorized, None),
    (httpx.Response(403, json={"error": "no"}), Unauthorized, None),
    (httpx.Response(200, text="<html>checking your browser</html>"), VendorUnreadable, None),
    (httpx.Response(200, text=""), VendorUnreadable, None),
    (httpx.Response(200, text='{"code": 200, "da'), VendorUnreadable, None),
    (httpx.Response(200, text="[" * 100_000), VendorUnreadable, None),
    (httpx.Response(200, json=["what"]), VendorUnreadable, None),
    (httpx.Response(200, json={"what": 1}), VendorUnreadable, None),
    (httpx.Response(302, headers={"location": "http://10.0.0.1/"}), VendorUnreadable, None),
    (httpx.Response(410), VendorUnreadable, None),
    (httpx.Response(408), VendorUnavailable, None),
    (OSError("bad record mac"), VendorUnavailable, None),
    (httpx.ConnectError("no"), VendorUnavailable, None),
    (httpx.ReadTimeout("no"), VendorUnavailable, None),
    (httpx.RemoteProtocolError("no"), VendorUnavailable, None),
]


@pytest.mark.parametrize("kind", VENDOR_CLASSES, ids=lambda kind: kind.name)
@pytest.mark.parametrize(("answer", "error", "retry_after"), TROUBLES)
async def test_trouble_is_the_vendors_and_not_the_tasks(
    kind: type[HostedVendor], answer: httpx.Response | Exception, error: type[VendorError], retry_after: float | None
) -> None:
    wire = MockWire(answer)
    with pytest.raises(error) as raised:
        await wire.vendor(kind).check(["task_1"])
    assert type(raised.value) is error
    assert (raised.value.retry_after, len(wire.requests), wire.slept) == (retry_after, 1, [])


NESTED = "[" * 10_000 + "]" * 10_000


@pytest.mark.parametrize("kind", VENDOR_CLASSES, ids=lambda kind: kind.name)
@pytest.mark.parametrize("body", ['{"data": 1', '{"a": ' + NESTED + "}", '{"a": "' + "x" * (9 << 20) + '"}', '["what"]'])
async def test_an_answer_that_came_and_cannot_be_read_may_be_the_tasks(kind: type[HostedVendor], body: str) -> None:
    with pytest.raises(VendorUnreadable) as raised:
        await MockWire(httpx.Response(200, text=body)).vendor(kind).check(["task_1"])
    assert raised.value.is_of_task


@pytest.mark.parametrize("kind", VENDOR_CLASSES, ids=lambda kind: kind.name)
async def test_a_gateways_page_is_never_the_tasks(kind: type[HostedVendor]) -> None:
    with pytest.raises(VendorUnreadable) as raised:
        await MockWire(httpx.Response(200, text="<html>checking your browser</html>")).vendor(kind).check(["task_1"])
    assert not raised.value.is_of_task
