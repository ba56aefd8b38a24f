"""The auditor's pages: the chain, its anchors and checks, its lines, and all of it as a file."""
