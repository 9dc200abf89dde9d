"""Projects what is to come, by many simulated futures of the learner's very items. Pure; alone imports numpy.

Read `inputs` first (what is known), then `project` (the verb, and the order of its steps).
"""
