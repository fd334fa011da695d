"""Finds papers in a file's content: division tables, work points in prose, activity schedules."""
