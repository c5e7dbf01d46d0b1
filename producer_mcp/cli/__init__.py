"""The commands behind `producer-mcp`, for a person at a terminal; each is imported when it is run."""
