"""From the notes of a score to mastered stems."""
