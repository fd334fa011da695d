"""Reads and writes official papers. Plain Python: knows no model, no request and no settings.

The way through the room: ``readers`` turn a file into paragraphs and grids, ``layouts`` find tables, points and
schedules in them, ``grammar`` says what a printed phrase means, and ``paper`` holds the result.
"""
