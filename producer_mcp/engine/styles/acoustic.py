"""Wood and strings in a room: folk, lullabies, the piano alone, the harpsichord."""

from ..style import Seat, Style

ACOUSTIC = (
    Style(
        name="folk", family="acoustic", words=("acoustic", "acoustic folk", "indie folk", "celtic", "irish", "campfire", "unplugged", "sea shanty", "shanty", "traditional"),
        bpm=(92, 116), modes=(("major", 0.75), ("minor", 0.25)), harmony="folk", colour="triads",
        kit="brushed_kit", grooves=("silent", "stomp", "brushes"), bass="upright_bass", lines=("halves", "root fifth", "root fifth"),
        seats=(
            Seat("steel_guitar", ("folk pick", "travis", "strum"), level=-4, pan=-0.25),
            Seat("nylon_guitar", ("slow strum", "strum"), enters=0.6, level=-9, pan=0.4),
            Seat("accordion", ("hold",), enters=0.8, level=-15, voices=3, role="pad"),
        ),
        lead="violin", form=(("intro", 4), ("verse", 8), ("verse", 8), ("chorus", 8), ("verse", 8), ("chorus", 8), ("outro", 4)),
        voice="male", fill="snare", loose=0.01, bass_from=0.45, drums_from=0.6, backing=True,
    ),
    Style(
        name="classical piano", family="calm", words=("solo piano", "piano solo", "romantic piano", "classical", "chopin", "satie", "neoclassical", "nocturne", "sonata", "piano piece", "impressionist"),
        bpm=(72, 100), modes=(("minor", 0.5), ("major", 0.5)), harmony="classical", colour="triads",
        kit="", grooves=("silent", "silent", "silent"), bass="piano", lines=("whole", "halves", "halves"),
        seats=(Seat("piano", ("alberti", "rolling", "rolling"), level=-5, pan=-0.1, reverb=0.3, low=48, high=67),),
        lead="piano", form=(("theme", 8), ("theme", 8), ("bridge", 8), ("theme", 8), ("outro", 4)),
        voice="soprano", fill="none", loose=0.012, bass_level=-6, lead_level=-2,
    ),
    Style(
        name="baroque", family="acoustic", words=("harpsichord", "bach", "vivaldi", "renaissance", "medieval", "chamber music", "string quartet", "early music"),
        bpm=(84, 104), modes=(("minor", 0.5), ("major", 0.5)), harmony="classical", colour="triads",
        kit="", grooves=("silent", "silent", "silent"), bass="cello", lines=("halves", "root fifth", "eighths"),
        seats=(
            Seat("harpsichord", ("alberti", "rolling", "arpeggio"), level=-5, pan=-0.2, reverb=0.3),
            Seat("strings", ("quarters", "hold"), enters=0.5, level=-9, pan=0.2, reverb=0.35, voices=3, role="pad"),
        ),
        lead="violin", form=(("theme", 8), ("theme", 8), ("bridge", 8), ("theme", 8), ("outro", 4)),
        voice="soprano", fill="none", loose=0.008,
    ),
    Style(
        name="lullaby", family="calm", words=("music box", "cradle song", "nursery", "children's song", "bedtime", "kids", "sleep", "christmas"),
        bpm=(72, 88), modes=(("major", 1.0),), harmony="folk", colour="triads",
        kit="", grooves=("silent", "silent", "silent"), bass="nylon_guitar", lines=("waltz", "waltz", "waltz"),
        seats=(
            Seat("celesta", ("waltz pick",), level=-6, pan=-0.15, reverb=0.35, low=60, high=79),
            Seat("harp", ("waltz",), enters=0.5, level=-10, pan=0.3, reverb=0.35),
            Seat("warm_pad", ("hold",), enters=0.4, level=-15, reverb=0.4, voices=3, role="pad"),
        ),
        lead="celesta", form=(("intro", 4), ("verse", 8), ("verse", 8), ("chorus", 8), ("verse", 8), ("outro", 4)),
        voice="female", fill="none", loose=0.01, beats=3, sung=0.75,
    ),
    Style(
        name="waltz", family="acoustic", words=("viennese", "3/4", "three four", "musette", "6/8", "polka", "ballroom", "circus"),
        bpm=(108, 138), modes=(("major", 0.6), ("minor", 0.4)), harmony="classical", colour="triads",
        kit="brushed_kit", grooves=("waltz light", "waltz", "waltz full"), bass="upright_bass", lines=("waltz", "waltz", "waltz"),
        seats=(
            Seat("accordion", ("waltz",), level=-7, pan=-0.3),
            Seat("strings", ("waltz", "hold"), enters=0.5, level=-10, pan=0.25, reverb=0.35, voices=3),
            Seat("piano", ("waltz pick",), enters=0.6, level=-10, pan=0.1),
        ),
        lead="clarinet", form=(("intro", 4), ("theme", 16), ("theme", 16), ("bridge", 16), ("theme", 16), ("outro", 4)),
        voice="female", fill="none", loose=0.009, beats=3, sung=1.0,
    ),
)
