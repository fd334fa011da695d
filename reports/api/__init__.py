"""The read API: what an office has issued, as JSON, for other systems. docs/api.md is for their engineers."""
