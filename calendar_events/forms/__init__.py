"""Forms of the calendar. Fields are listed; nobody can post a state or a host."""
