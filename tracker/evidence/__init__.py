"""Evidence: files that prove what was done, kept by their content, checked before, never run."""
