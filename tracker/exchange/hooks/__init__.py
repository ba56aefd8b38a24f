"""Web hooks: systems of the province are told what moved, signed and tried again until they take it."""
