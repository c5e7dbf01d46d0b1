"""What each player of the band plays: notes for drums, bass, chords, melody and voice."""
