"""Tempos and keys are understood in the words of a query, and nothing else is taken for one."""

import pytest

from producer_mcp.ledger.musical_facts import musical_facts


@pytest.mark.parametrize(
    ("query", "found", "rest"),
    [
        ("120 bpm", [120.0], ""),
        ("lofi 92.5bpm rain", [92.5], "lofi rain"),
        ("A minor", ["A minor"], ""),
        ("a Minor blues", ["A minor"], "blues"),
        ("Bb min", ["A# minor", "Bb minor"], ""),
        ("F sharp major 140 BPM", [140.0, "F# major", "Gb major"], ""),
        ("F#m piano", ["F# minor", "Gb minor"], "piano"),
        ("D dorian", ["D dorian"], ""),
        ("C-dur", ["B# major", "C major"], ""),
        ("I am a minor problem", ["A minor"], "I am problem"),
        ("am I blue", [], "am I blue"),
        ("the major", [], "the major"),
        ("1999 bpm", [], "1999 bpm"),
        ("Dm", ["D minor"], ""),
    ],
)
def test_a_query_is_parted_into_facts_and_words(query: str, found: list[object], rest: str) -> None:
    facts, words = musical_facts(query)
    told = [each for fact in facts.values() for each in ([fact["bpm"]] if "bpm" in fact else sorted(fact["keys"]))]
    assert told == found and words.split() == rest.split()
