"""The simulated WaniKani as a WSGI application: what a client sees of a world.

Rule: reads and changes the world only through `World`; decides no rule of the game. Read `application` first
(the life of a request), then `resources` (the collections), `reads` and `writes`.
"""
