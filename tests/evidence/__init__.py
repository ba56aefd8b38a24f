"""Files of evidence: taken in, checked, kept, handed out."""
