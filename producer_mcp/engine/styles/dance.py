"""Music made by machines for dancing, and its cousins on the screen of a games console."""

from ..style import Seat, Style

_CLUB = (("intro", 8), ("build", 8), ("drop", 16), ("break", 8), ("build", 4), ("drop", 16), ("outro", 8))

DANCE = (
    Style(
        name="house", family="dance", words=("deep house", "tech house", "edm", "club", "dance music", "electronic dance", "progressive house", "electronic", "electronica", "uk garage"),
        bpm=(120, 127), modes=(("minor", 0.8), ("major", 0.2)), harmony="house", colour="sevenths",
        kit="house_kit", grooves=("house light", "house", "house full"), bass="synth_bass", lines=("whole", "offbeat", "offbeat"),
        seats=(
            Seat("piano", ("house piano", "house piano"), enters=0.4, level=-7, pan=-0.1),
            Seat("organ", ("stabs", "offbeat"), enters=0.75, level=-12, pan=0.35),
            Seat("warm_pad", ("hold",), level=-12, reverb=0.4, voices=3, role="pad"),
        ),
        lead="pluck", form=_CLUB, fill="roll", drum_level=-3.5, bass_level=-6.0, loose=0.002, swing=0.53, unit=0.25, offbeat=0.55,
    ),
    Style(
        name="techno", family="dance", words=("minimal", "acid", "acid techno", "detroit", "industrial", "warehouse", "berlin", "rave", "hard techno"),
        bpm=(128, 136), modes=(("minor", 1.0),), harmony="techno", colour="triads",
        kit="eight_oh_eight", grooves=("techno light", "techno", "techno full"), bass="acid_bass", lines=("rolling", "acid", "acid"),
        seats=(
            Seat("square_lead", ("stabs", "ostinato"), enters=0.45, level=-13, pan=0.3, low=50, high=68, voices=3),
            Seat("glass_pad", ("hold",), level=-14, reverb=0.5, voices=3, role="pad"),
        ),
        lead="saw_lead", form=_CLUB, fill="roll", drum_level=-3.5, bass_level=-6.0, loose=0.001, offbeat=0.6,
    ),
    Style(
        name="trance", family="dance", words=("uplifting trance", "psytrance", "goa", "big room", "eurodance", "hands up", "festival"),
        bpm=(134, 140), modes=(("minor", 0.85), ("major", 0.15)), harmony="epic", colour="triads",
        kit="house_kit", grooves=("house light", "trance", "trance"), bass="synth_bass", lines=("whole", "rolling", "rolling"),
        seats=(
            Seat("supersaw", ("hold", "eighths"), enters=0.5, level=-9, reverb=0.3),
            Seat("pluck", ("trance",), level=-10, pan=-0.3, reverb=0.35, low=60, high=84),
            Seat("warm_pad", ("hold",), level=-13, reverb=0.45, voices=3, role="pad"),
        ),
        lead="supersaw", form=_CLUB, fill="roll", drum_level=-3.5, bass_level=-6.0, loose=0.001, offbeat=0.5, sung=1.0,
    ),
    Style(
        name="drum and bass", family="dance", words=("dnb", "d&b", "drum & bass", "drum n bass", "drum'n'bass", "jungle", "liquid", "neurofunk", "breakbeat", "breakcore"),
        bpm=(170, 176), modes=(("minor", 0.9), ("major", 0.1)), harmony="lofi", colour="sevenths",
        kit="breaks_kit", grooves=("breakbeat light", "breakbeat", "breakbeat full"), bass="sub_bass", lines=("whole", "reese", "reese"),
        seats=(
            Seat("rhodes", ("hold", "push"), level=-8, reverb=0.3),
            Seat("strings", ("hold",), enters=0.45, level=-12, reverb=0.4, voices=3, role="pad"),
            Seat("pluck", ("arpeggio",), enters=0.8, level=-14, pan=0.4, low=60, high=82),
        ),
        lead="soft_lead", form=(("intro", 16), ("build", 8), ("drop", 32), ("break", 16), ("drop", 32), ("outro", 8)),
        fill="snare", loose=0.003, sung=1.0, offbeat=0.4, drum_level=-2.5, bass_level=-4.0,
    ),
    Style(
        name="synthwave", family="dance", words=("retrowave", "outrun", "80s", "eighties", "vaporwave", "new wave", "synthpop", "synth pop", "synth-pop", "darkwave", "retro synth"),
        bpm=(88, 116), modes=(("minor", 0.75), ("major", 0.25)), harmony="synthwave", colour="triads",
        kit="electronic_kit", grooves=("synthwave", "synthwave", "synthwave full"), bass="synth_bass", lines=("pulse", "arpeggio", "arpeggio"),
        seats=(
            Seat("supersaw", ("hold", "push"), enters=0.4, level=-9, reverb=0.3),
            Seat("pluck", ("arpeggio",), enters=0.5, level=-12, pan=0.35, low=60, high=82),
            Seat("glass_pad", ("hold",), level=-12, reverb=0.45, voices=3, role="pad"),
        ),
        lead="saw_lead", form=(("intro", 4), ("verse", 8), ("chorus", 8), ("verse", 8), ("chorus", 8), ("solo", 8), ("chorus", 8), ("outro", 4)),
        voice="male", loose=0.001, fill="toms", bass_level=-6.0, drum_level=-3.0,
    ),
    Style(
        name="disco", family="dance", words=("nu disco", "nu-disco", "french house", "70s", "seventies", "italo", "boogie", "dancefloor"),
        bpm=(114, 122), modes=(("minor", 0.65), ("major", 0.35)), harmony="soul", colour="sevenths",
        kit="house_kit", grooves=("house light", "disco", "disco full"), bass="electric_bass", lines=("octaves", "disco", "disco"),
        seats=(
            Seat("muted_guitar", ("scratch",), level=-9, pan=-0.45),
            Seat("strings", ("hold", "swells"), enters=0.45, level=-10, reverb=0.3, low=58, high=80, voices=3, role="pad"),
            Seat("rhodes", ("push", "stabs"), level=-9, pan=0.25),
            Seat("brass", ("horns",), enters=0.75, level=-11, pan=0.2, voices=3),
        ),
        lead="strings", form=(("intro", 8), ("verse", 8), ("chorus", 8), ("verse", 8), ("chorus", 8), ("break", 4), ("chorus", 8), ("outro", 4)),
        fill="toms", loose=0.004, offbeat=0.5, backing=True, drum_level=-3.5, bass_level=-5.0,
    ),
    Style(
        name="chiptune", family="chip", words=("8-bit", "8 bit", "8bit", "chip", "nes", "game boy", "gameboy", "video game", "arcade", "retro game", "16-bit"),
        bpm=(136, 160), modes=(("major", 0.6), ("minor", 0.4)), harmony="chip", colour="triads",
        kit="chip_kit", grooves=("chip light", "chip", "chip full"), bass="chip_triangle", lines=("eighths", "octaves", "octaves"),
        seats=(
            Seat("chip_pulse", ("chip", "chip"), level=-9, pan=-0.3, reverb=0.0, low=60, high=79, voices=3),
            Seat("chip_pulse", ("offbeat", "pulse"), enters=0.7, level=-13, pan=0.35, reverb=0.0, low=55, high=72, voices=3),
        ),
        lead="chip_pulse", form=(("intro", 4), ("verse", 16), ("chorus", 16), ("verse", 16), ("chorus", 16), ("outro", 4)),
        fill="snare", loose=0.0, offbeat=0.5, sung=0.75, lead_level=-3,
    ),
)
