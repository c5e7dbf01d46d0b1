"""How many decibels bring every player level with the others: about -20 LUFS for a usual phrase at velocity 0.8.

Printed by `python -m tests.bench.levels`; to be measured again when an instrument changes.
"""

LEVELS: dict[str, float] = {
    "piano": -9.7, "harpsichord": -10.4, "nylon_guitar": -7.6, "steel_guitar": -8.2, "electric_guitar": -17.5,
    "muted_guitar": -10.1, "distorted_guitar": -30.2, "banjo": -6.6, "harp": -11.8, "sitar": -19.1, "pizzicato": -2.5,
    "upright_bass": -6.0, "electric_bass": -7.5, "slap_bass": -12.0, "rhodes": -14.4, "wurlitzer": -18.5, "vibraphone": -14.9,
    "marimba": -8.3, "celesta": -12.3, "bell": -19.6, "violin": -18.2, "cello": -16.5, "trumpet": -22.4, "trombone": -21.4,
    "french_horn": -20.8, "saxophone": -22.2, "flute": -18.7, "clarinet": -17.5, "organ": -19.1, "accordion": -17.3,
    "synth_bass": -3.5, "sub_bass": -13.1, "acid_bass": -14.6, "saw_lead": -10.3, "square_lead": -9.1, "soft_lead": -5.6,
    "pluck": 0.6, "chip_pulse": -8.3, "chip_triangle": -15.5, "strings": -13.8, "brass": -13.8, "warm_pad": -12.0,
    "glass_pad": -15.0, "supersaw": -14.1, "choir_pad": -14.0, "acoustic_kit": -0.7, "brushed_kit": -5.4, "rock_kit": 0.6,
    "metal_kit": 6.6, "electronic_kit": -2.3, "house_kit": -1.6, "eight_oh_eight": -6.9, "trap_kit": 0.0, "breaks_kit": 7.4,
    "lofi_kit": 0.6, "orchestral_percussion": -11.2, "latin_percussion": -1.6, "tabla": -4.2, "chip_kit": -13.8,
    "female": -12.1, "male": -11.2, "soprano": -12.7, "baritone": -10.8, "choir": -2.5, "rap": -11.2, "whisper": -14.5,
}  # fmt: skip
