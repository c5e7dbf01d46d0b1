"""English as it is sung: where words are cut and where they are stressed, as far as rules do not tell."""

WEAK = frozenset(
    """
    a am an and are as at be been but by can could das de der des did die do du e ein el en et for from had has have he her
    his i i'll i'm i've if in is it its la le les los me my not o of on or our she so than that the their them then they this
    to un una und us was we were will with would y you your
    """.split()  # noqa: SIM905
)
"""Words of one syllable that want no strong beat."""

LATER = frozenset(
    """
    about above across again against ago ahead alive alone along among around awake away because become before begin begun
    behind believe belong below beneath beside between beyond compare complete confess control decide delight deny design
    desire enjoy enough escape exist explain express forever forget forgive goodbye hello herself himself illusion inside
    instead into invite itself myself outside perfume perhaps prepare pretend produce promote remain remember repeat reply
    result return surprise surrender survive today tomorrow tonight unknown unless until upon within without yourself
    """.split()  # noqa: SIM905
)
"""Words stressed on their second syllable."""

CUT = frozenset(
    """
    a-lone be-ing beau-ti-ful busi-ness cha-os choc-late could-n't cre-ate cru-el de-sire di-al dia-mond did-n't do-ing don't
    du-et ev-ery ev-ery-one ev-ery-thing eve-ning eye eyes fire fu-el gi-ant go-ing good-bye ha-lo hea-ven high-er hun-dred
    i-de-a is-n't li-o-ness li-on lone-ly mo-ving na-ked ne-on o-cean peo-ple pi-a-no po-em pri-sm qui-et ra-di-o real rhy-thm
    ri-ot sa-cred sci-ence see-ing to-ge-ther vi-de-o vi-o-lin vio-let was-n't wi-cked wire would-n't you
    """.split()  # noqa: SIM905
)
"""Words the rules would cut elsewhere, as they are cut."""

TAILS = (
    "less", "ness", "ment", "thing", "times", "time", "where", "body", "selves", "light", "house", "shine", "line",
    "side", "land", "town", "foot", "well", "glass", "some", "teen", "ful", "one", "ly", "ty",
)  # fmt: skip
"""Endings that are syllables of their own, after which the word before them is cut as if it ended there."""

UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
"""Numbers in words."""
