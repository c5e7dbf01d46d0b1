"""Chord progressions by style, mode and kind of passage, in roman numerals counted from the major scale.

One word is one bar; `ii,V` is two chords in one bar. A kind of passage without a row takes that of `FALLBACK_KINDS`.
"""

Rows = dict[str, tuple[str, ...]]
"""Kind of passage -> progressions to choose from, the most usual first."""

POOLS: dict[str, dict[str, Rows]] = {
    "pop": {
        "major": {
            "verse": ("I V vi IV", "I vi IV V", "I iii IV V", "I IV vi V", "I vi ii V"),
            "prechorus": ("ii IV V V", "IV V vi V", "vi IV ii V", "IV iv I V"),
            "chorus": ("I V vi IV", "IV I V vi", "I IV vi V", "I IV I V", "vi IV I V"),
            "bridge": ("vi V IV V", "IV iv I V", "ii iii IV V", "vi iii IV V"),
        },
        "minor": {
            "verse": ("i bVI bIII bVII", "i iv bVI V", "i bVII bVI bVII", "i v bVI bVII"),
            "prechorus": ("iv bVI V V", "bVI bVII v V", "iv v bVI V"),
            "chorus": ("i bVI bIII bVII", "bVI bVII i bIII", "i bIII bVII bVI", "i bVI iv V"),
            "bridge": ("iv i bVI V", "bIII bVII iv V", "bVI bIII iv V"),
        },
    },
    "rock": {
        "major": {
            "verse": ("I bVII IV I", "I IV I V", "I I IV I", "I V IV IV"),
            "prechorus": ("IV V IV V", "ii IV V V"),
            "chorus": ("I V IV IV", "I IV V IV", "I bVII IV IV", "I V vi IV"),
            "bridge": ("vi IV vi V", "bVII IV bVII V", "IV IV V V"),
        },
        "minor": {
            "verse": ("i bVII bVI bVII", "i i bIII IV", "i bVI bVII i"),
            "prechorus": ("bVI bVII bVI V", "iv iv V V"),
            "chorus": ("i bVI bIII bVII", "i bIII bVII IV", "i bVII bVI V"),
            "bridge": ("bVI bVI bVII V", "iv bVI bIII V"),
        },
    },
    "metal": {
        "minor": {
            "verse": ("i i bVI bVII", "i bII i bVII", "i i bII i"),
            "chorus": ("i bVI bIII bVII", "i bVI iv V", "bVI bVII i i"),
            "bridge": ("bVI bVII i bII", "iv bVI bII V"),
        }
    },
    "folk": {
        "major": {
            "verse": ("I IV I V", "I V vi IV", "I I IV I I V I V", "I vi IV V"),
            "chorus": ("IV I V I", "I IV V I", "IV I IV V IV I V I"),
            "bridge": ("vi IV I V", "ii V vi V", "IV I ii V"),
        },
        "minor": {
            "verse": ("i bVII i v", "i bIII bVII i", "i bVII bVI V"),
            "chorus": ("bIII bVII i V", "bVI bIII bVII i", "i bVII bVI V"),
            "bridge": ("iv i bVII V", "bVI bVII bIII V"),
        },
    },
    "jazz": {
        "major": {
            "verse": ("ii V I vi ii V I I", "I VI7 ii V", "I vi ii V iii VI7 ii V", "I I ii V iii,VI7 ii,V I ii,V"),
            "chorus": ("I VI7 ii V I VI7 ii,V I", "ii V I IV iii VI7 ii V", "IV bVII7 I VI7 ii V I I"),
            "bridge": ("III7 III7 VI7 VI7 II7 II7 ii V", "v I7 IV IV vi II7 ii V", "IV iv6 iii VI7 ii V I V"),
        },
        "minor": {
            "verse": ("iiø V7 i i", "i VI7 iiø V7", "i iv7 bVII7 bIII bVI iiø V7 i"),
            "chorus": ("iv7 bVII7 bIII bVI iiø V7 i i", "i i iv7 iv7 iiø V7 i V7"),
            "bridge": ("iv7 iv7 bIII bIII iiø iiø V7 V7", "bVI bIII iiø V7"),
        },
    },
    "blues": {
        "major": {
            "verse": ("I I I I IV IV I I V IV I V", "I IV I I IV IV I I V IV I,IV I,V", "I IV I I IV IV I VI7 ii V I V"),
            "intro": ("V IV I V",),
            "outro": ("V IV I I",),
        }
    },
    "lofi": {
        "major": {
            "verse": ("ii V I vi", "IV iii ii I", "I vi ii V", "IV V iii vi"),
            "chorus": ("IV iii vi ii", "I iii IV iv", "ii V iii VI7"),
            "bridge": ("vi ii V I", "IV iv iii VI7"),
        },
        "minor": {
            "verse": ("i iv bVII bIII", "i bVI iv V7", "i bVI bIII bVII", "i v bVI iv"),
            "chorus": ("bVI v i i", "iv bVII bIII bVI", "i iv bVI V7"),
            "bridge": ("bVI bIII iv V7", "iv v bVI V7"),
        },
    },
    "soul": {
        "major": {
            "verse": ("I iii IV V", "I vi ii V", "I IV I IV", "ii V I vi"),
            "prechorus": ("ii iii IV V", "IV iii ii V"),
            "chorus": ("IV V iii vi", "I vi IV V", "IV iii ii V", "I I7 IV iv"),
            "bridge": ("iv I iv V", "vi II7 ii V", "IV iii VI7 ii,V"),
        },
        "minor": {
            "verse": ("i iv i V7", "i bVII bVI V7", "i iv7 bVII bIII"),
            "chorus": ("i iv bVII bIII", "bVI bVII i i", "iv bVII bIII bVI"),
            "bridge": ("bVI bVI iv V7", "iv i iv V7"),
        },
    },
    "gospel": {
        "major": {
            "verse": ("I I7 IV iv", "I IV I V", "I III7 vi IV"),
            "chorus": ("IV #ivo7 I VI7 ii V I I", "I I7 IV #ivo7 I V I V", "I III7 vi I7 IV V I V"),
            "bridge": ("vi III7 IV V", "II7 II7 V V"),
        },
        "minor": {"verse": ("i iv i V7", "i bVI iv V7"), "chorus": ("i bVI bIII V7", "iv i V7 i")},
    },
    "funk": {
        "minor": {
            "verse": ("i IV i IV", "i i i i IV IV i i", "i i iv i"),
            "chorus": ("bVI V7 i i", "iv i iv V7", "bIII IV i i"),
            "bridge": ("iv iv V7 V7",),
        },
        "major": {
            "verse": ("I I I IV", "I bVII I IV", "I I IV I"),
            "chorus": ("IV I IV V", "I IV bVII I"),
            "bridge": ("ii ii V V",),
        },
    },
    "house": {
        "minor": {
            "verse": ("i i bVI bVII", "i iv i v", "i bVII bVI bVII"),
            "chorus": ("bVI bVII i v", "i bIII bVII iv", "i v bVI iv"),
            "break": ("bVI bVI i i",),
        },
        "major": {
            "verse": ("I IV I IV", "I vi IV V", "I I ii IV"),
            "chorus": ("IV V vi I", "I iii IV V"),
            "break": ("vi vi IV IV",),
        },
    },
    "techno": {
        "minor": {
            "verse": ("i i i i", "i i i bVII", "i i iv i"),
            "chorus": ("i i bVI i", "i i i bII", "i bVI i bVII"),
            "break": ("bVI bVI i i",),
        }
    },
    "epic": {
        "minor": {
            "verse": ("i bVI bIII bVII", "i bVI iv V", "i v bVI bVII"),
            "build": ("bVI bVII i V", "iv bVI bVII V"),
            "chorus": ("i bVI bIII bVII", "bVI bVII i i", "i bIII bVI V"),
            "bridge": ("bVI iv i V", "iv bVI bIII V"),
        },
        "major": {
            "verse": ("I V vi IV", "I iii vi IV", "I IV ii V"),
            "build": ("ii IV V V", "IV V vi V"),
            "chorus": ("I V vi IV", "IV V I I", "I bVI bVII I"),
            "bridge": ("vi iii IV V", "iv I iv V"),
        },
    },
    "trap": {
        "minor": {
            "verse": ("i i bVI V", "i bVI i bVII", "i iv bVI V"),
            "chorus": ("i bVI bVII i", "bVI V i i", "i bVI iv V"),
            "bridge": ("bVI bVI iv V",),
        },
        "major": {"verse": ("I vi IV V",), "chorus": ("IV V I vi",), "bridge": ("ii ii IV V",)},
    },
    "ambient": {
        "major": {"verse": ("I I IV IV", "I iii IV I", "I ii IV I"), "bridge": ("vi vi IV IV", "ii ii IV V")},
        "minor": {"verse": ("i i bVI bVI", "i bIII iv i", "i bVII bVI i"), "bridge": ("bVI bVI bIII bVII", "iv iv bVI V")},
    },
    "classical": {
        "major": {
            "verse": ("I IV V I I vi ii,V I", "I V I IV ii V I,IV I", "I vi IV ii V V7 I I"),
            "bridge": ("vi III7 vi vi II7 II7 V V7", "iv I iv I ii II7 V V7"),
        },
        "minor": {
            "verse": ("i iv V7 i bVI iv V7 i", "i V7 i bVII bIII iv V7 i", "i bVII bVI V7 iv i V7 i"),
            "bridge": ("bIII bVII bIII bIII iv i V V7", "bVI bIII bVI bIII iv iio V V7"),
        },
    },
    "reggae": {
        "major": {
            "verse": ("I IV I IV", "I ii I ii", "I IV V IV"),
            "chorus": ("I V vi IV", "IV V I I", "I IV ii V"),
            "bridge": ("ii iii IV V",),
        },
        "minor": {"verse": ("i bVII i bVII", "i iv i iv"), "chorus": ("i bVI bVII i", "i bVII bVI V"), "bridge": ("iv iv V V",)},
    },
    "latin": {
        "minor": {
            "verse": ("i iv V7 i", "i iv V7 V7", "i bVII bVI V7"),
            "chorus": ("i i iv V7", "iv bVII bIII V7", "i V7 V7 i"),
            "bridge": ("iv i V7 V7",),
        },
        "major": {"verse": ("I IV V IV", "I VI7 ii V"), "chorus": ("I IV V I", "ii V I VI7"), "bridge": ("IV iii ii V",)},
    },
    "synthwave": {
        "minor": {
            "verse": ("i bVI bVII i", "i bVI bIII bVII", "i i bVI bVII"),
            "chorus": ("bVI bVII i bIII", "i bIII bVII bVI"),
            "bridge": ("iv v bVI bVII",),
        },
        "major": {"verse": ("I V vi IV", "I IV vi V"), "chorus": ("IV V vi I", "I V ii IV"), "bridge": ("vi IV ii V",)},
    },
    "chip": {
        "major": {
            "verse": ("I IV V I", "I V vi iii IV I IV V", "I bVII IV V"),
            "chorus": ("IV V iii vi", "I vi IV V", "IV V I I"),
            "bridge": ("bVI bVII I V",),
        },
        "minor": {
            "verse": ("i bVII bVI V", "i iv bVII bIII"),
            "chorus": ("bVI bVII i i", "i bVI bIII V"),
            "bridge": ("iv bVII bIII V",),
        },
    },
    "drone": {
        "major": {"verse": ("I I I I", "I I bVII I"), "chorus": ("I I IV I",)},
        "minor": {"verse": ("i i i i", "i i bVII i"), "chorus": ("i i iv i",)},
    },
}

MODAL: dict[str, Rows] = {
    "dorian": {"verse": ("i IV i IV", "i ii i IV", "i bVII IV i"), "chorus": ("i bVII IV i", "bIII IV i i")},
    "phrygian": {"verse": ("i bII i bII", "i i bII bVII"), "chorus": ("i bVI bVII bII", "bVI bII i i")},
    "lydian": {"verse": ("I II I II", "I I II vi"), "chorus": ("I II vi I", "I vii II I")},
    "mixolydian": {"verse": ("I bVII IV I", "I I bVII IV"), "chorus": ("IV I bVII I", "I bVII I IV")},
}
"""Progressions of keys in a mode that was asked for by name, whatever the style."""

BORROWED: dict[str, tuple[tuple[str, str], ...]] = {
    "major": (("IV", "iv"), ("vi", "bVI"), ("ii", "bII"), ("V", "bVII"), ("I", "bIII")),
    "minor": (("iv", "IV"), ("bVI", "bII"), ("bVII", "II"), ("i", "bV"), ("v", "bii")),
}
"""Numerals and what an unusual piece puts in their place, by the mode of the key."""

FALLBACK_KINDS = {
    "intro": "verse",
    "outro": "verse",
    "hook": "chorus",
    "drop": "chorus",
    "theme": "verse",
    "solo": "verse",
    "interlude": "verse",
    "instrumental": "verse",
    "break": "bridge",
    "build": "prechorus",
    "prechorus": "bridge",
    "bridge": "chorus",
    "chorus": "verse",
}
"""Kind of passage -> the kind whose progressions it takes when a pool has none for it."""
