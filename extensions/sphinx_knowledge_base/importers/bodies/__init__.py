"""Translation of bodies: one module a syntax, each for whatever systems have it."""
