"""An operation may take two paid requests: the second is told what the first one made, and both prices are known before."""

from collections.abc import Mapping
from typing import ClassVar

import httpx
import pytest

from producer_mcp.errors import Unsupported
from producer_mcp.models import Cost, Step, total
from producer_mcp.operations import ExtendMusic, Operation
from producer_mcp.vendors import Callback, Offer
from producer_mcp.vendors.routes import Route, spelled

from .acme import Acme
from .mock_wire import clip

pytestmark = pytest.mark.anyio


class JoiningAcme(Acme):
    """Gives the added part of an extension alone, and joins it when asked again."""

    routes: ClassVar[Mapping[type[Operation], Route]] = {
        ExtendMusic: Route(
            "/more",
            spelled("clip_id sound"),
            offer=Offer(price=Cost(amount=15, unit="credits"), usual_seconds=60),
            then=Route(
                "/joined",
                spelled(clip_id="part"),
                {"whole": True},
                Offer(price=Cost(amount=2, unit="credits"), usual_seconds=10),
                callback_names=("hook",),
            ),
        ),
    }


def test_the_price_and_the_time_are_those_of_both() -> None:
    offer = JoiningAcme("https://acme.test", "k" * 20).offers[ExtendMusic]
    assert (offer.price, offer.usual_seconds) == (Cost(amount=17, unit="credits"), 70)
    assert offer.steps == (
        Step(name="extending", cost=Cost(amount=15, unit="credits")),
        Step(name="joining", cost=Cost(amount=2, unit="credits")),
    )


async def test_the_second_request_names_what_the_first_one_made() -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"order": {"id": "order-2"}})

    acme = JoiningAcme("https://acme.test", "k" * 20, transport=httpx.MockTransport(answer))
    operation = ExtendMusic(clip_id="clip_1", sound="x")
    prepared = acme.prepare_step(operation, 2, [clip(vendor_clip_id="added-1"), clip(vendor_clip_id="added-2")])
    assert (prepared.path, prepared.body, prepared.step) == ("/joined", {"whole": True, "part": "added-1"}, 2)
    receipt = await acme.submit(prepared, Callback("https://us.test/hook", "secret"))
    assert receipt.ticket == "order-2"
    assert (sent[0].url.path, b"us.test/hook" in sent[0].content) == ("/joined", True)
    with pytest.raises(Unsupported, match="no id"):
        acme.prepare_step(operation, 2, [clip(vendor_clip_id="", ticket="order-1")])


@pytest.mark.parametrize(
    ("costs", "whole"),
    [
        ([Cost(amount=1, unit="credits"), None], None),
        ([Cost(amount=1, unit="credits"), Cost(amount=1, unit="USD")], None),
        ([Cost(amount=1, unit="credits"), Cost(amount=0, unit="USD")], Cost(amount=1, unit="credits")),
        ([], None),
    ],
)
def test_a_price_of_which_a_part_is_not_known_is_not_known(costs: list[Cost | None], whole: Cost | None) -> None:
    assert total(costs) == whole
