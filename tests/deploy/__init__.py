"""What is deployed: the stack of containers, its scripts, the unit for systemd."""
