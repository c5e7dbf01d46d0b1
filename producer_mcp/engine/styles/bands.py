"""Bands with guitars: pop to metal."""

from ..style import Seat, Style

_SONG = (("intro", 4), ("verse", 8), ("chorus", 8), ("verse", 8), ("chorus", 8), ("bridge", 8), ("chorus", 8), ("outro", 4))

BANDS = (
    Style(
        name="pop", family="band", words=("pop music", "k-pop", "kpop", "j-pop", "dance pop", "radio", "top 40", "mainstream", "electropop", "teen pop"),
        bpm=(96, 122), modes=(("major", 0.7), ("minor", 0.3)), harmony="pop", colour="triads",
        kit="electronic_kit", grooves=("pop light", "pop", "pop full"), bass="electric_bass", lines=("long", "pop", "eighths"),
        seats=(
            Seat("piano", ("hold", "push", "quarters"), level=-6, pan=-0.15),
            Seat("electric_guitar", ("hold", "strum"), enters=0.55, level=-10, pan=0.4),
            Seat("warm_pad", ("hold",), enters=0.3, level=-13, reverb=0.35, voices=3, role="pad"),
            Seat("pluck", ("ostinato", "arpeggio"), enters=0.75, level=-13, pan=-0.45, low=60, high=82),
        ),
        lead="soft_lead", form=_SONG, fill="snare", backing=True,
    ),
    Style(
        name="indie", family="band", words=("indie pop", "indie rock", "alternative", "dream pop", "shoegaze", "bedroom pop", "britpop", "college rock", "emo"),
        bpm=(108, 134), modes=(("major", 0.75), ("minor", 0.25)), harmony="pop", colour="open",
        kit="acoustic_kit", grooves=("pop light", "indie", "indie full"), bass="electric_bass", lines=("halves", "eighths", "eighths"),
        seats=(
            Seat("electric_guitar", ("arpeggio", "eighths"), level=-7, pan=-0.4, reverb=0.25),
            Seat("steel_guitar", ("slow strum", "strum"), enters=0.5, level=-10, pan=0.4),
            Seat("glass_pad", ("hold",), enters=0.3, level=-14, reverb=0.4, voices=3, role="pad"),
        ),
        lead="electric_guitar", form=_SONG, voice="male", offbeat=0.45, loose=0.009, backing=True,
    ),
    Style(
        name="rock", family="loud", words=("classic rock", "hard rock", "rock and roll", "rock'n'roll", "rock n roll", "garage rock", "arena rock", "grunge", "guitar rock"),
        bpm=(112, 142), modes=(("major", 0.5), ("minor", 0.5)), harmony="rock", colour="triads",
        kit="rock_kit", grooves=("rock light", "rock", "rock full"), bass="electric_bass", lines=("eighths", "eighths", "eighths"),
        seats=(
            Seat("distorted_guitar", ("power", "drive"), enters=0.3, level=-7, pan=-0.5, low=40, high=60, voices=3),
            Seat("electric_guitar", ("hold", "strum"), level=-9, pan=0.5),
            Seat("organ", ("hold",), enters=0.7, level=-14, pan=0.15, voices=3, role="pad"),
        ),
        lead="distorted_guitar", form=_SONG, voice="male", loose=0.008,
    ),
    Style(
        name="punk", family="loud", words=("punk rock", "pop punk", "hardcore", "skate punk", "post-punk", "ska punk"),
        bpm=(160, 186), modes=(("major", 0.8), ("minor", 0.2)), harmony="rock", colour="power",
        kit="rock_kit", grooves=("punk half", "punk", "punk"), bass="electric_bass", lines=("eighths", "eighths", "eighths"),
        seats=(
            Seat("distorted_guitar", ("power", "drive"), level=-6, pan=-0.55, low=40, high=60, voices=3),
            Seat("electric_guitar", ("drive",), enters=0.5, level=-9, pan=0.55, low=45, high=64, voices=3),
        ),
        lead="distorted_guitar", form=(("intro", 8), ("verse", 16), ("chorus", 16), ("verse", 16), ("chorus", 16), ("bridge", 8), ("chorus", 16), ("outro", 4)),
        voice="male", sung=1.0, loose=0.008, backing=True,
    ),
    Style(
        name="metal", family="loud", words=("heavy metal", "thrash", "death metal", "metalcore", "doom", "black metal", "djent", "nu metal", "power metal"),
        bpm=(136, 168), modes=(("minor", 1.0),), harmony="metal", colour="power",
        kit="metal_kit", grooves=("metal half", "metal", "metal full"), bass="electric_bass", lines=("gallop", "gallop", "sixteenths"),
        seats=(
            Seat("distorted_guitar", ("power", "chug"), level=-5, pan=-0.6, low=38, high=57, voices=3),
            Seat("distorted_guitar", ("chug", "drive"), level=-6, pan=0.6, low=38, high=57, voices=3),
            Seat("strings", ("hold",), enters=0.8, level=-16, reverb=0.3, voices=3, role="pad"),
        ),
        lead="distorted_guitar", form=(("intro", 8), ("verse", 16), ("chorus", 8), ("verse", 16), ("chorus", 8), ("solo", 16), ("chorus", 8), ("outro", 4)),
        voice="male", loose=0.004, sung=0.75,
    ),
    Style(
        name="country", family="acoustic", words=("country music", "bluegrass", "americana", "honky tonk", "nashville", "outlaw country", "western"),
        bpm=(98, 126), modes=(("major", 1.0),), harmony="folk", colour="triads",
        kit="brushed_kit", grooves=("brushes", "train", "train full"), bass="upright_bass", lines=("root fifth", "root fifth", "root fifth"),
        seats=(
            Seat("steel_guitar", ("country", "strum"), level=-6, pan=-0.35),
            Seat("banjo", ("folk pick", "arpeggio"), enters=0.5, level=-11, pan=0.45, low=57, high=76),
            Seat("organ", ("hold",), enters=0.75, level=-16, voices=3, role="pad"),
        ),
        lead="violin", form=_SONG, voice="male", fill="snare", loose=0.008, backing=True,
    ),
    Style(
        name="ballad", family="acoustic", words=("power ballad", "love ballad", "torch song", "piano ballad", "singer-songwriter", "singer songwriter"),
        bpm=(66, 80), modes=(("major", 0.7), ("minor", 0.3)), harmony="pop", colour="open",
        kit="acoustic_kit", grooves=("heartbeat", "pop light", "pop"), bass="electric_bass", lines=("whole", "long", "pop"),
        seats=(
            Seat("piano", ("broken", "ballad", "eighths"), level=-4, reverb=0.25),
            Seat("strings", ("hold",), enters=0.6, level=-11, reverb=0.35, voices=3, role="pad"),
            Seat("nylon_guitar", ("rolling",), enters=0.75, level=-13, pan=0.4),
        ),
        lead="cello", form=(("intro", 4), ("verse", 8), ("chorus", 8), ("verse", 8), ("chorus", 8), ("outro", 4)),
        drums_from=0.55, bass_from=0.45, backing=True, loose=0.01,
    ),
)
