"""The verbs: poll, deliver, rebuild, import. Alone opens a writing transaction; one module a verb.

The order of a verb's steps is visible in the verb. Read `poll` first.
"""
