"""Pages of the calendar: the year, a month, one activity, its suggestions and announcement, and the schedule itself."""
