"""The daemon's HTTP server: health, readiness, metrics and the report page. Read `routes` first."""
