"""Django's migrations of the app: each brings the tables, which are of no model, up to date."""
