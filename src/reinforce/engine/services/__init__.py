"""Services: what a tenant offers its host, one small service a room."""
