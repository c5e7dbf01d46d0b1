"""Files people open: audio, cover art, films."""
