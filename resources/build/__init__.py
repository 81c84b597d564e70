"""Scripts that built the committed resources once, kept so that anyone can build them again."""
