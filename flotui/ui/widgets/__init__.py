"""The widgets everything on screen is made of."""
