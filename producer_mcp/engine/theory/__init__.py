"""Music theory: keys, chords, progressions, voice leading."""
