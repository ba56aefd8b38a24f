"""What the office says of a reorganisation: the decision, the agencies, the choices."""
