"""The things the program talks about: frozen dataclasses, no logic to speak of."""
