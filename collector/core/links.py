"""Addresses that messages name: each is written here alone."""

TOKENS_PAGE = "wanikani.com/settings/personal_access_tokens"
DOCUMENTATION = "https://wanikani-collector.github.io/wanikani-collector"
IMPORT_PAGE = f"{DOCUMENTATION}/import/"
INFLUXDB_3_PAGE = f"{DOCUMENTATION}/influxdb-3/"
