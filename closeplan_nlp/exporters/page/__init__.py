"""What the web page shows, as plain records: items with their evidence, the Gantt chart, the decision, the health."""
