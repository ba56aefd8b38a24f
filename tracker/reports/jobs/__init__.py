"""What is made in the background for a person: how far it is, cancelled, fetched, expired."""
