"""A file becomes a plan and a schedule: read, questions, preview, apply."""
