"""What is said to us about tasks: filters of the list, and the forms of the moves."""
