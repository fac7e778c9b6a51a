"""From items to a plan."""
