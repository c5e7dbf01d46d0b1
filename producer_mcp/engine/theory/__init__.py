"""Music theory: keys, chords, progressions, voice leading. Pure functions on integers, no sound."""
