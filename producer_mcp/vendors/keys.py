"""Tells what is no key, though it stands where one belongs: what a template, an example or a form left there."""

import re

QUOTES = "\"'“”‘’`"
UNEXPANDED = re.compile(r".*(\$\{|\{\{|\}\}|\.\.\.|…).*|\$\w+|\$\(.*\)|%[^%]+%|<.*>|\[.*\]|\{.*\}", re.DOTALL)
"""`${input:key}`, `$KEY`, `%KEY%`, `<your key>`, `sk-...`."""
NOTHING = re.compile(
    r"null|none|nil|undefined|nan|unset|empty|false|true|changeme|replaceme|fixme|todo|tbd|placeholder|dummy|example|string"
    r"|(your|api|yourapi)(key|token)"
)
"""Words that stand for a key, without the signs between their letters."""
FILLING = re.compile(r"((sk|pk|key|api|token)[-_])?[x*.#?•_-]{3,}", re.IGNORECASE)
"""`sk-xxxx-xxxx`, `********`."""
REQUESTS = re.compile(
    r"((sk|pk)[-_])?((your|insert|enter|put|paste|add|replace|change)[-_ ]?.*(key|token|secret|here|this|me)"
    r"|my[-_ ](api|secret|access)[-_ ].*(key|token)|.*(key|token)[-_ ](goes[-_ ])?here)",
    re.IGNORECASE,
)
"""`your-api-key-here`, `sk-your-key`, `INSERT_TOKEN`, `api-key-here`."""


def why_no_key(value: str) -> str | None:
    """What is wrong with a key, as the end of a sentence about its variable that never repeats it; None for what can be one."""
    bare = value.strip()
    word = re.sub(r"[\W_]", "", bare).lower()
    if not bare:
        return "is empty; put the key there, or unset it"
    if UNEXPANDED.fullmatch(bare) or NOTHING.fullmatch(word) or FILLING.fullmatch(bare) or REQUESTS.fullmatch(bare):
        return "holds a placeholder, and no key; put the key there, or unset it"
    if bare[0] in QUOTES or bare[-1] in QUOTES:
        return "has quotes around it, which count as part of it; write the key without them"
    if re.match(r"bearer\s", bare, re.IGNORECASE):
        return "begins with the word Bearer; write the key alone"
    if not (bare.isascii() and bare.isprintable() and " " not in bare):
        return "holds letters that no key has; copy it again"
    return None
