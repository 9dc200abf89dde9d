"""What the daemon serves over HTTP: health, readiness, metrics and the report page. Read `routes` first."""
