"""Grooves of the body: funk, reggae, gospel, West Africa, the Caribbean and India."""

from ..style import Seat, Style

_SONG = (("intro", 4), ("verse", 8), ("chorus", 8), ("verse", 8), ("chorus", 8), ("solo", 8), ("chorus", 8), ("outro", 4))

DANCEHALL = (
    Style(
        name="funk", family="band", words=("funky", "p-funk", "slap funk", "groove", "james brown", "go-go"),
        bpm=(98, 114), modes=(("minor", 0.7), ("major", 0.3)), harmony="funk", colour="dominant",
        kit="acoustic_kit", grooves=("funk light", "funk", "funk full"), bass="slap_bass", lines=("funk", "funk", "funk"),
        seats=(
            Seat("muted_guitar", ("scratch",), level=-7, pan=-0.45, reverb=0.08),
            Seat("wurlitzer", ("stabs", "comp"), level=-9, pan=0.3),
            Seat("brass", ("horns",), enters=0.6, level=-8, pan=0.15, voices=3),
        ),
        lead="saxophone", form=_SONG, voice="male", fill="snare", swing=0.53, unit=0.25, loose=0.006, offbeat=0.6, backing=True,
    ),
    Style(
        name="reggae", family="band", words=("dub", "roots reggae", "ska", "rocksteady", "dancehall", "jamaican", "one drop"),
        bpm=(70, 84), modes=(("major", 0.5), ("minor", 0.5)), harmony="reggae", colour="triads",
        kit="acoustic_kit", grooves=("one drop light", "one drop", "steppers"), bass="electric_bass", lines=("dub", "dub", "dub"),
        seats=(
            Seat("muted_guitar", ("skank", "double skank"), level=-5, pan=-0.35, reverb=0.25),
            Seat("organ", ("bubble",), level=-9, pan=0.35),
            Seat("brass", ("horns",), enters=0.75, level=-12, voices=3, reverb=0.3),
        ),
        lead="trombone", form=_SONG, voice="male", fill="toms", swing=0.56, unit=0.25, loose=0.01, backing=True, bass_level=-1.0,
    ),
    Style(
        name="gospel", family="band", words=("church", "spiritual", "praise", "worship", "hymn", "sunday"),
        bpm=(78, 104), modes=(("major", 0.95), ("minor", 0.05)), harmony="gospel", colour="sevenths",
        kit="acoustic_kit", grooves=("stomp", "gospel", "gospel"), bass="electric_bass", lines=("halves", "motown", "motown"),
        seats=(
            Seat("organ", ("hold", "push"), level=-6, pan=0.25, reverb=0.25),
            Seat("piano", ("ballad", "push", "eighths"), level=-5, pan=-0.2),
            Seat("choir_pad", ("hold",), enters=0.6, level=-11, reverb=0.35, voices=4, role="pad"),
        ),
        lead="organ", form=_SONG, voice="choir", fill="toms", swing=0.62, loose=0.01, backing=True,
    ),
    Style(
        name="afrobeat", family="band", words=("afrobeats", "afro", "amapiano", "highlife", "african", "fela", "soukous", "west african"),
        bpm=(102, 116), modes=(("minor", 0.6), ("major", 0.4)), harmony="house", colour="sevenths",
        kit="latin_percussion", grooves=("afrobeat", "afrobeat", "afrobeat full"), bass="electric_bass", lines=("funk", "tresillo", "funk"),
        seats=(
            Seat("muted_guitar", ("afro",), level=-7, pan=-0.4),
            Seat("marimba", ("ostinato", "afro"), enters=0.5, level=-9, pan=0.4, low=57, high=76),
            Seat("brass", ("horns",), enters=0.7, level=-9, voices=3),
        ),
        lead="saxophone", form=_SONG, voice="male", fill="congas", loose=0.007, offbeat=0.55, backing=True,
    ),
    Style(
        name="reggaeton", family="beats", words=("dembow", "latin pop", "latin trap", "perreo", "urbano", "moombahton", "latin urban"),
        bpm=(88, 98), modes=(("minor", 0.9), ("major", 0.1)), harmony="trap", colour="triads",
        kit="eight_oh_eight", grooves=("reggaeton light", "reggaeton", "reggaeton"), bass="sub_bass", lines=("whole", "tresillo", "tresillo"),
        seats=(
            Seat("pluck", ("ostinato", "stabs"), level=-7, pan=-0.25, low=57, high=77),
            Seat("warm_pad", ("hold",), level=-12, reverb=0.35, voices=3, role="pad"),
            Seat("nylon_guitar", ("stabs",), enters=0.6, level=-10, pan=0.35),
        ),
        lead="flute", form=_SONG, voice="male", fill="roll", loose=0.002, offbeat=0.55, drum_level=-3.0, bass_level=-4.5,
    ),
    Style(
        name="latin", family="band", words=("salsa", "son cubano", "cuban", "mambo", "cumbia", "merengue", "rumba", "bachata", "cha cha", "latin jazz", "tango", "mariachi", "flamenco"),
        bpm=(92, 108), modes=(("minor", 0.6), ("major", 0.4)), harmony="latin", colour="dominant",
        kit="latin_percussion", grooves=("salsa", "salsa", "salsa"), bass="upright_bass", lines=("tumbao", "tumbao", "tumbao"),
        seats=(
            Seat("piano", ("montuno",), level=-5, pan=-0.2, low=55, high=79),
            Seat("brass", ("horns",), enters=0.55, level=-8, pan=0.25, voices=3),
            Seat("nylon_guitar", ("stabs",), enters=0.5, level=-11, pan=0.4),
        ),
        lead="trumpet", form=_SONG, voice="male", fill="congas", loose=0.007, offbeat=0.55, backing=True,
    ),
    Style(
        name="raga", family="acoustic", words=("indian", "hindustani", "bollywood", "sitar music", "bhangra", "carnatic", "meditation raga"),
        bpm=(84, 104), modes=(("major", 0.5), ("minor", 0.5)), harmony="drone", colour="triads",
        kit="tabla", grooves=("tabla", "tabla", "tabla full"), bass="sub_bass", lines=("drone", "whole", "long"),
        seats=(
            Seat("sitar", ("drone", "slow arpeggio"), level=-8, pan=-0.3, reverb=0.3, low=48, high=67, voices=3),
            Seat("strings", ("hold",), level=-14, reverb=0.4, voices=3, role="pad"),
        ),
        lead="sitar", form=(("intro", 4), ("theme", 8), ("theme", 8), ("solo", 8), ("theme", 8), ("outro", 4)),
        fill="tabla", loose=0.008, drums_from=0.45, drum_level=-4.0, bass_level=-7.0,
    ),
)
