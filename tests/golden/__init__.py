"""What an upgrade must not change: how kept recipes sound, and which request is one already made."""
