"""Pages of the room: log-in and what belongs to an account, the desk, and the history."""
