"""The planner: from a situation to a plan of the coming days, and its forecast."""
