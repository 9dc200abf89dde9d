"""The stack in real containers: `make stack`, where a Docker engine with Compose answers."""
