"""Reading: what a decision or a report needs, gathered from one snapshot."""
