"""The course's helpers: five floors, imports only downwards (see README.md)."""
