"""The player's page in a host made of the published AppBridge, in headless Chromium: every check of `browser/checks_*.mjs`."""

import json
from collections.abc import Iterator, Mapping

import pytest

from .bench import check_files, chromium, sentences, stand

pytestmark = pytest.mark.clients

SENTENCES = sentences(check_files())


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str | None]]:
    """What went wrong by the sentence of each check that was asked for, after one run of all of them."""
    assert chromium(), "the browser tests need Chromium: apt-get install chromium"
    asked = [getattr(item, "callspec", None) for item in request.session.items]
    only = [spec.params["sentence"] for spec in asked if spec is not None and "sentence" in spec.params]
    with stand(tmp_path_factory.mktemp("player")) as running:
        printed = running.run("run.mjs", {"files": [file.name for file in check_files()], "only": only})
    yield {line["sentence"]: line["failed"] for line in map(json.loads, printed.splitlines())}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_page(sentence: str, outcomes: Mapping[str, str | None]) -> None:
    assert sentence in outcomes, "the check was not run"
    assert outcomes[sentence] is None, outcomes[sentence]
