"""People who come together, leave, or must be forgotten: merge, erase, compact."""
