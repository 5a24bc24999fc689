"""The language server: checks, completion and renaming in editors."""
