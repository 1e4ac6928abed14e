"""Input formats, prompts, and examples as token ids with entity positions."""
