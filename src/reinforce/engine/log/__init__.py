"""The log from the shell: events are appended, entries amended, cards rebuilt from it."""
