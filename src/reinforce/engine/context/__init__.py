"""What all services of one tenant share: its store, policies, curriculum and erased persons."""
