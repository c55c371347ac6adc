"""The revisions of the schema, oldest first. A revision that was released never changes again."""
