"""The alert rules: their queries, when they fire, and the text of the notification."""
