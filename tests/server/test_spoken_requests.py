"""Requests as people say them find their tool, by nothing cleverer than the words in its texts."""

import math
import re
from collections import Counter
from typing import Any

import pytest

from tests.snapshots import tools_on_wire

from .spoken_requests import REQUESTS
from .stub_studio import our_tools

SATURATION, LENGTH = 1.5, 0.75


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def document(tool: dict[str, Any]) -> list[str]:
    """A tool's words: its name, its text, and the texts of its arguments."""
    arguments = tool["inputSchema"]["properties"].values()
    return words(" ".join([tool["name"], tool["description"], *(argument["description"] for argument in arguments)]))


DOCUMENTS = {tool["name"]: Counter(document(tool)) for tool in tools_on_wire()}
MEAN = sum(sum(counts.values()) for counts in DOCUMENTS.values()) / len(DOCUMENTS)


def rarity(word: str) -> float:
    having = sum(word in counts for counts in DOCUMENTS.values())
    return math.log(1 + (len(DOCUMENTS) - having + 0.5) / (having + 0.5))


def score(request: str, counts: Counter[str]) -> float:
    """Okapi BM25."""
    damping = SATURATION * (1 - LENGTH + LENGTH * sum(counts.values()) / MEAN)
    return sum(rarity(word) * counts[word] * (SATURATION + 1) / (counts[word] + damping) for word in words(request))


def ranked(request: str) -> list[str]:
    return sorted(DOCUMENTS, key=lambda name: -score(request, DOCUMENTS[name]))


def test_all_but_four_of_forty_three_find_their_tool_first() -> None:
    missed = {said: (tool, ranked(said)[:3]) for said, tool, _ in REQUESTS if ranked(said)[0] != tool}
    assert len(REQUESTS) == 43 and len(missed) <= 4, missed


@pytest.mark.parametrize(("said", "tool", "arguments"), REQUESTS)
def test_the_arguments_it_leads_to_can_be_meant(said: str, tool: str, arguments: dict[str, Any]) -> None:
    [chosen] = [one for one in our_tools() if one.name == tool]
    assert chosen.validated(arguments)[0]
