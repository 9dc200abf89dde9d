"""The verbs: poll, project, deliver, rebuild, import, a module each. Alone opens a writing transaction.

Read `poll` first: its `_commit` lists the steps of a poll in their order. Each step reads the mirror and the
ledger, lets a pure room decide, appends facts, and adds them to the `emit.PointQueue`.

    poll           fetch, then commit; the steps are in
      record         the mirror's rows, milestones, account events, counts
      reconcile      the reviews since the last poll
      review_rows    the reviews in rows of `/reviews`
      activity       sessions, hours, days and the streak
      heartbeat      how the poll went, good or failed
    project        a new projection in place of the one before, and how right earlier ones were
    deliver        from the outbox to InfluxDB
    rebuild        every point again, from the ledger
    import_counts  the old script's counts
    import_reviews an archive of reviews
"""
