"""Accounts: passwords, log-in and its lock, sessions, one-time links, the second factor, administrators' roles."""
