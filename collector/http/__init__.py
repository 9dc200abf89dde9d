"""What both HTTP rooms share: the deadline of an exchange, and whose certificates are trusted.

Knows neither WaniKani nor InfluxDB.
"""
