"""The alarms: what is asked, when it rings, and what the learner is told."""
