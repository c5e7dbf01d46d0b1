"""Music to see by: ambient, the orchestra, the trailer."""

from ..style import Seat, Style

SCREEN = (
    Style(
        name="ambient", family="calm", words=("drone", "meditation", "new age", "spa", "atmospheric", "soundscape", "space music", "healing", "yoga", "ethereal"),
        bpm=(60, 76), modes=(("major", 0.5), ("minor", 0.5)), harmony="ambient", colour="open",
        kit="", grooves=("silent", "silent", "silent"), bass="sub_bass", lines=("whole", "whole", "whole"),
        seats=(
            Seat("warm_pad", ("hold",), level=-5, reverb=0.6, role="pad"),
            Seat("bell", ("slow arpeggio",), level=-13, pan=0.35, reverb=0.6, low=64, high=84),
            Seat("glass_pad", ("hold",), enters=0.5, level=-10, pan=-0.3, reverb=0.6, low=60, high=82, voices=3, role="pad"),
        ),
        lead="soft_lead", form=(("intro", 4), ("theme", 8), ("theme", 8), ("bridge", 8), ("theme", 8), ("outro", 4)),
        voice="choir", fill="none", loose=0.015, sung=1.0, offbeat=0.2,
    ),
    Style(
        name="cinematic", family="calm", words=("orchestral", "orchestra", "film score", "soundtrack", "movie", "symphonic", "trailer", "fantasy", "film music"),
        bpm=(84, 108), modes=(("minor", 0.7), ("major", 0.3)), harmony="epic", colour="triads",
        kit="orchestral_percussion", grooves=("cinematic light", "cinematic light", "cinematic"), bass="cello", lines=("whole", "halves", "long"),
        seats=(
            Seat("strings", ("hold", "quarters"), level=-5, pan=-0.2, reverb=0.45, low=52, high=76),
            Seat("harp", ("broken", "rolling"), level=-11, pan=0.35, reverb=0.45),
            Seat("french_horn", ("hold",), enters=0.6, level=-9, pan=0.25, reverb=0.45, low=48, high=65, voices=3, role="pad"),
            Seat("choir_pad", ("hold",), enters=0.85, level=-11, reverb=0.5, voices=4, role="pad"),
        ),
        lead="violin", form=(("intro", 4), ("theme", 8), ("theme", 8), ("bridge", 8), ("theme", 8), ("outro", 4)),
        voice="soprano", fill="timpani", loose=0.01, sung=0.75, drums_from=0.45, offbeat=0.2,
    ),
    Style(
        name="epic", family="loud", words=("heroic", "battle", "action", "adventure", "war", "triumphant", "viking", "epic trailer"),
        bpm=(116, 138), modes=(("minor", 0.9), ("major", 0.1)), harmony="epic", colour="triads",
        kit="orchestral_percussion", grooves=("cinematic", "cinematic full", "cinematic full"), bass="cello", lines=("eighths", "eighths", "gallop"),
        seats=(
            Seat("strings", ("ostinato", "ostinato"), level=-5, pan=-0.25, reverb=0.35, low=52, high=74),
            Seat("brass", ("hold", "push"), enters=0.55, level=-5, pan=0.2, reverb=0.4, low=46, high=67, voices=4),
            Seat("choir_pad", ("hold",), enters=0.75, level=-9, reverb=0.45, voices=4, role="pad"),
        ),
        lead="french_horn", form=(("intro", 8), ("theme", 16), ("build", 8), ("chorus", 16), ("break", 4), ("chorus", 16), ("outro", 4)),
        voice="choir", fill="timpani", loose=0.007, sung=1.0, offbeat=0.15, drum_level=-5.5, bass_level=-5.0,
    ),
)
