"""Jazz and what it grew from and into: swing, bossa nova, blues, the big band."""

from ..style import Seat, Style

JAZZ = (
    Style(
        name="jazz", family="acoustic", words=("bebop", "cool jazz", "smooth jazz", "jazz trio", "jazz ballad", "lounge", "cocktail", "noir", "jazzy", "hard bop"),
        bpm=(112, 150), modes=(("major", 0.65), ("minor", 0.35)), harmony="jazz", colour="sevenths",
        kit="brushed_kit", grooves=("swing light", "swing", "swing full"), bass="upright_bass", lines=("two feel", "walking", "walking"),
        seats=(
            Seat("piano", ("comp", "charleston", "comp"), level=-5, pan=-0.25, reverb=0.2, low=52, high=74),
            Seat("electric_guitar", ("quarters",), enters=0.75, level=-14, pan=0.4),
        ),
        lead="saxophone", form=(("intro", 4), ("theme", 16), ("solo", 16), ("solo", 16), ("theme", 16), ("outro", 4)),
        voice="female", fill="brushes", swing=0.63, loose=0.012, offbeat=0.55, sung=0.75,
    ),
    Style(
        name="big band", family="band", words=("swing", "swing music", "swing jazz", "ragtime", "dixieland", "20s", "40s", "electro swing", "broadway", "musical", "showtune"),
        bpm=(132, 164), modes=(("major", 0.85), ("minor", 0.15)), harmony="jazz", colour="sevenths",
        kit="acoustic_kit", grooves=("swing light", "swing full", "swing full"), bass="upright_bass", lines=("walking", "walking", "walking"),
        seats=(
            Seat("brass", ("charleston", "stabs"), enters=0.4, level=-6, pan=0.2, voices=4, low=54, high=76),
            Seat("piano", ("comp", "quarters"), level=-8, pan=-0.3),
            Seat("clarinet", ("swells",), enters=0.7, level=-12, pan=-0.2, voices=3),
        ),
        lead="trumpet", form=(("intro", 4), ("theme", 16), ("chorus", 16), ("solo", 16), ("chorus", 16), ("outro", 4)),
        voice="male", fill="snare", swing=0.65, loose=0.009, offbeat=0.5, sung=0.75,
    ),
    Style(
        name="bossa nova", family="acoustic", words=("bossa", "samba", "brazilian", "mpb", "ipanema", "brasil", "bossanova"),
        bpm=(116, 136), modes=(("major", 0.6), ("minor", 0.4)), harmony="jazz", colour="sevenths",
        kit="brushed_kit", grooves=("bossa light", "bossa", "bossa full"), bass="upright_bass", lines=("bossa", "bossa", "bossa"),
        seats=(
            Seat("nylon_guitar", ("bossa",), level=-4, pan=-0.2, reverb=0.18),
            Seat("rhodes", ("hold", "comp"), enters=0.55, level=-12, pan=0.35),
        ),
        lead="flute", form=(("intro", 4), ("theme", 16), ("theme", 16), ("solo", 16), ("theme", 16), ("outro", 4)),
        voice="whisper", fill="none", loose=0.009, offbeat=0.6, sung=0.75,
    ),
    Style(
        name="blues", family="acoustic", words=("delta blues", "chicago blues", "twelve bar", "12 bar", "12-bar", "boogie woogie", "bluesy", "slide guitar", "texas blues"),
        bpm=(84, 116), modes=(("major", 1.0),), harmony="blues", colour="dominant",
        kit="acoustic_kit", grooves=("shuffle light", "shuffle", "shuffle"), bass="electric_bass", lines=("boogie", "boogie", "walking"),
        seats=(
            Seat("electric_guitar", ("charleston", "strum"), level=-6, pan=-0.35),
            Seat("piano", ("comp", "eighths"), enters=0.4, level=-8, pan=0.35),
            Seat("organ", ("hold",), enters=0.7, level=-13, voices=3, role="pad"),
        ),
        lead="electric_guitar", form=(("intro", 4), ("verse", 12), ("verse", 12), ("solo", 12), ("verse", 12), ("outro", 4)),
        voice="baritone", fill="snare", swing=0.65, loose=0.01, turn=12,
    ),
)
