"""From notes to mastered stems."""
