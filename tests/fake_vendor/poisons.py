"""Values that break programs, and records with one of them in one place."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

POISONS: Mapping[str, str] = {
    "a float of 400 digits": "9" * 400 + ".5",
    "a number of 400 digits": "9" * 400,
    "a number of 5,000 digits": "7" * 5_000,
    "a number too large for a float": "1e999",
    "not a number": "NaN",
    "minus infinity": "-Infinity",
    "half a character": r'"half \ud800 a character"',
    "the other half": r'"https://cdn.test/\udfff.m4a"',
    "nothing to see": r'"\u0000\u202e\u200b"',
    "a long text": '"' + "la " * 40_000 + '"',
    "nested deeply": "[" * 500 + "]" * 500,
    "nested too deeply to be read": "[" * 10_000 + "]" * 10_000,
    "a list": "[1, null, [2], {}]",
    "an object": '{"id": {"id": []}, "status": {}, "": null}',
    "true": "true",
    "a negative number": "-5",
    "an absurd date": '"-99999-13-45T99:99:99Z"',
    "an unknown word": '"transmogrifying"',
    "an address of nothing": '"https://[::1/"',
}
"""What stands in place of a value, as JSON that is sent as it is."""
KEY_POISONS: Mapping[str, str] = {name: poison for name, poison in POISONS.items() if poison.startswith('"')}
"""Those that can stand in place of a key."""
PLACEHOLDER = "@@poison@@"

Place = tuple[tuple[str | int, ...], bool]
"""The path to a value, and whether its key is meant instead."""


def places_in(record: object, path: tuple[str | int, ...] = ()) -> Iterator[Place]:
    """Every value in a record that has none inside, every object and list, and every key."""
    if path:
        yield path, False
    if isinstance(record, dict):
        for name, inner in record.items():
            yield (*path, name), True
            yield from places_in(inner, (*path, name))
    elif isinstance(record, list):
        for position, inner in enumerate(record):
            yield from places_in(inner, (*path, position))


def poisoned_text(payload: object, place: Place, poison: str) -> str:
    """`payload` as JSON, with `poison` at a place."""
    changed = json.loads(json.dumps(payload))
    put(PLACEHOLDER, changed, place)
    return json.dumps(changed, ensure_ascii=False).replace(f'"{PLACEHOLDER}"', poison)


def put(mark: str, record: Any, place: Place) -> None:
    """Write `mark` at a place in a record, over what stood there."""
    (*way, last), is_key = place
    for step in way:
        record = record[step]
    if is_key:
        record[mark] = record.pop(last)
    else:
        record[last] = mark


def path_to_record(payload: Any, ticket: str) -> tuple[str | int, ...]:
    """Where in an answer the record of a ticket is: in the list of a batch, else it is all of the answer."""
    for name in ("items", "data"):
        listed = payload.get(name) if isinstance(payload, dict) else None
        for position, each in enumerate(listed if isinstance(listed, list) else ()):
            if ticket in json.dumps(each):
                return (name, position)
    return ()


def poisoned_answer(body: bytes, poisons: Mapping[str, tuple[str, int]]) -> bytes:
    """An answer to a poll; `poisons` has, by ticket, the name of a poison and the number of the place it is put in."""
    payload, pending = json.loads(body), dict[str, str]()
    for number, (ticket, (name, place_number)) in enumerate(poisons.items()):
        path = path_to_record(payload, ticket)
        at: Any = payload
        for step in path:
            at = at[step]
        places = [place for place in places_in(at) if not place[1] or name in KEY_POISONS]
        if not places:  # the answer is not the record, as when the vendor refuses
            continue
        mark = f"{PLACEHOLDER}{number}"
        put(mark, at, places[place_number % len(places)])
        pending[f'"{mark}"'] = POISONS[name]
    text = json.dumps(payload, ensure_ascii=False)
    for mark, poison in pending.items():
        text = text.replace(mark, poison)
    return text.encode()
