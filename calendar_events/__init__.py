"""When: working days with make-up days, activity schedules and activities."""
