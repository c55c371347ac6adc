"""Commands: ``reinforce``, and ``flush``, which empties our tables with the project's."""
