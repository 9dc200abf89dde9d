"""What both HTTP rooms share: one deadline for a whole exchange. Knows neither WaniKani nor InfluxDB."""
