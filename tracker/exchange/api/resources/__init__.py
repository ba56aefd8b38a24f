"""What other systems can ask for and do: a file a resource, each over the pages' own queries and actions."""
