"""The simulated WaniKani as a WSGI application. Read `application` first."""
