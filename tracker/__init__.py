"""The system in which a province tracks the tasks that a national reform programme assigns to it."""
