"""Pages of the room: log-in and desk, and the history."""
