"""Reads settings from the environment and `.env`, and hands out plain values and `Secret`s, never a client.

This is the only room that reads the environment. Read `settings` first; `environment` and `listen` are
light, for what runs before or without the settings.

>>> from collector.config.settings import Settings
>>> settings = Settings(collector_poll_every="15m", collector_timezone="Asia/Tokyo")
>>> settings.poll_every // 60, settings.zone.key
(datetime.timedelta(seconds=15), 'Asia/Tokyo')
"""
