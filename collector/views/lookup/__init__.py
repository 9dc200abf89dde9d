"""Words, and how WaniKani helps to remember them: found in a text, with their kanji and radicals.

`words` finds them, `entries` arranges them, `read` reads them from the state; each format has a module.
"""
