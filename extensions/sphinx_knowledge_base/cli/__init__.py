"""The command ``kb``: one module for each command or family of commands."""
