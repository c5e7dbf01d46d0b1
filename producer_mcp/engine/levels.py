"""How many decibels bring every player level with the others: about -20 LUFS for a usual phrase at velocity 0.8.

Printed by `python -m tests.bench.levels`; to be measured again when an instrument changes.
"""

LEVELS: dict[str, float] = {
    "piano": -12.2, "harpsichord": -13.3, "nylon_guitar": -13.3, "steel_guitar": -13.5, "electric_guitar": -20.1,
    "muted_guitar": -16.8, "distorted_guitar": -30.4, "banjo": -13.5, "harp": -14.1, "sitar": -20.9, "pizzicato": -10.4,
    "upright_bass": -8.7, "electric_bass": -10.1, "slap_bass": -12.3, "rhodes": -15.2, "wurlitzer": -19.6, "vibraphone": -16.1,
    "marimba": -12.0, "celesta": -14.1, "bell": -20.4, "violin": -18.4, "cello": -16.8, "trumpet": -23.2, "trombone": -22.1,
    "french_horn": -21.2, "saxophone": -22.6, "flute": -19.0, "clarinet": -17.7, "organ": -19.8, "accordion": -17.6,
    "synth_bass": -6.2, "sub_bass": -14.0, "acid_bass": -15.0, "saw_lead": -10.7, "square_lead": -9.7, "soft_lead": -6.2,
    "pluck": -3.9, "chip_pulse": -9.3, "chip_triangle": -15.9, "strings": -14.3, "brass": -14.2, "warm_pad": -12.6,
    "glass_pad": -15.4, "supersaw": -14.5, "choir_pad": -14.4, "acoustic_kit": -6.9, "brushed_kit": -7.9, "rock_kit": -8.1,
    "metal_kit": -7.1, "electronic_kit": -8.4, "house_kit": -7.2, "eight_oh_eight": -10.9, "trap_kit": -7.1, "breaks_kit": -7.2,
    "lofi_kit": -8.9, "orchestral_percussion": -12.4, "latin_percussion": -6.4, "tabla": -5.9, "chip_kit": -14.5,
    "female": -12.4, "male": -11.7, "soprano": -13.0, "baritone": -11.6, "choir": -3.3, "rap": -11.8, "whisper": -14.9,
}  # fmt: skip
