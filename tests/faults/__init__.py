"""The whole system with real parts, in production mode, while its parts are killed: what is lost, what is said twice?

    python -m tests.faults [runs] [minutes a run]

Not collected by pytest: a run takes minutes, because the real clock rings once a minute. One run starts PostgreSQL (durable as
in production), Redis, a mail server, web, two workers and beat as processes of their own; units log in and answer without a pause, letters
wait to be sent; meanwhile parts are killed with SIGKILL, Redis is flushed and away, the mail server refuses, hangs and drops lines.
Afterwards everything that was acknowledged must be there once, and nobody may have got a second letter of a day.
"""
