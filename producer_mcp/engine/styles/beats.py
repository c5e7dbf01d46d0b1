"""Slow beats: lofi, hip hop, trap, R&B."""

from ..style import Seat, Style

_BEAT = (("intro", 4), ("verse", 8), ("hook", 8), ("verse", 8), ("hook", 8), ("outro", 4))

BEATS = (
    Style(
        name="lofi", family="beats", words=("lo-fi", "lo fi", "lofi hip hop", "chillhop", "study beats", "chill beats", "downtempo", "trip hop", "trip-hop"),
        bpm=(72, 90), modes=(("minor", 0.55), ("major", 0.45)), harmony="lofi", colour="ninths",
        kit="lofi_kit", grooves=("lofi light", "lofi", "lofi full"), bass="upright_bass", lines=("whole", "lofi", "lofi"),
        seats=(
            Seat("rhodes", ("lofi", "lofi"), level=-4, pan=-0.1, reverb=0.25),
            Seat("nylon_guitar", ("sparkle", "slow arpeggio"), enters=0.55, level=-11, pan=0.4, reverb=0.3),
            Seat("warm_pad", ("hold",), enters=0.7, level=-16, reverb=0.4, voices=3, role="pad"),
        ),
        lead="vibraphone", form=_BEAT, fill="none", swing=0.58, unit=0.25, loose=0.012, voice="whisper", sung=0.5,
    ),
    Style(
        name="hip hop", family="beats", words=("hip-hop", "hiphop", "boom bap", "rap", "old school hip hop", "90s hip hop", "conscious rap", "gangsta"),
        bpm=(84, 96), modes=(("minor", 1.0),), harmony="lofi", colour="sevenths",
        kit="breaks_kit", grooves=("boom bap", "boom bap", "boom bap full"), bass="electric_bass", lines=("boom bap", "boom bap", "boom bap"),
        seats=(
            Seat("wurlitzer", ("stabs", "charleston"), level=-7, pan=-0.2),
            Seat("strings", ("hold", "swells"), enters=0.6, level=-13, voices=3, role="pad"),
            Seat("brass", ("horns",), enters=0.8, level=-12, pan=0.3, voices=3),
        ),
        lead="trumpet", form=_BEAT, fill="snare", swing=0.56, unit=0.25, loose=0.01, voice="rap", sung=0.25, offbeat=0.6,
    ),
    Style(
        name="trap", family="beats", words=("trap beat", "drill", "cloud rap", "phonk", "mumble rap", "808", "808s", "atlanta"),
        bpm=(132, 148), modes=(("minor", 1.0),), harmony="trap", colour="triads",
        kit="trap_kit", grooves=("trap light", "trap", "trap full"), bass="sub_bass", lines=("whole", "trap", "trap"),
        seats=(
            Seat("bell", ("slow arpeggio", "broken"), level=-9, pan=-0.25, reverb=0.35, low=62, high=84),
            Seat("choir_pad", ("hold",), enters=0.5, level=-13, reverb=0.4, voices=3, role="pad"),
            Seat("pluck", ("ostinato",), enters=0.8, level=-13, pan=0.35, low=57, high=79),
        ),
        lead="soft_lead", form=_BEAT, fill="hats", loose=0.003, voice="rap", sung=0.5, offbeat=0.5, bass_level=-4.0,
    ),
    Style(
        name="soul", family="band", words=("r&b", "rnb", "rhythm and blues", "neo soul", "neo-soul", "motown", "contemporary r&b", "quiet storm", "slow jam"),
        bpm=(76, 98), modes=(("major", 0.5), ("minor", 0.5)), harmony="soul", colour="ninths",
        kit="acoustic_kit", grooves=("pop light", "soul", "soul full"), bass="electric_bass", lines=("long", "motown", "motown"),
        seats=(
            Seat("rhodes", ("ballad", "charleston"), level=-5, pan=-0.2, reverb=0.2),
            Seat("muted_guitar", ("scratch",), enters=0.5, level=-12, pan=0.45),
            Seat("brass", ("horns",), enters=0.75, level=-11, pan=0.2, voices=3),
            Seat("strings", ("hold",), enters=0.65, level=-15, reverb=0.3, voices=3, role="pad"),
        ),
        lead="saxophone", form=(("intro", 4), ("verse", 8), ("chorus", 8), ("verse", 8), ("chorus", 8), ("outro", 4)),
        fill="snare", swing=0.54, unit=0.25, loose=0.01, offbeat=0.5, backing=True,
    ),
    Style(
        name="dubstep", family="beats", words=("brostep", "riddim", "bass music", "wobble", "half-time bass"),
        bpm=(138, 144), modes=(("minor", 1.0),), harmony="trap", colour="triads",
        kit="electronic_kit", grooves=("dubstep light", "dubstep", "dubstep full"), bass="synth_bass", lines=("whole", "wobble", "wobble"),
        seats=(
            Seat("supersaw", ("hold", "stabs"), enters=0.4, level=-10, voices=4),
            Seat("glass_pad", ("hold",), level=-12, reverb=0.45, voices=3, role="pad"),
            Seat("square_lead", ("ostinato",), enters=0.8, level=-14, pan=0.4, low=57, high=76),
        ),
        lead="saw_lead", form=(("intro", 8), ("build", 8), ("drop", 16), ("break", 8), ("build", 8), ("drop", 16), ("outro", 4)),
        fill="roll", loose=0.002, sung=1.0, bass_level=-4.0,
    ),
)
