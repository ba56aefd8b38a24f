"""Letters that came back: read from files or a mailbox, counted by address, shown to the administrator."""
