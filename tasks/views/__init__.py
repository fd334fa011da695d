"""Pages of the room: the office's plans and review, the unit's own tasks."""
