"""Tables of the SQL store: the schema, and values as rows and back."""
