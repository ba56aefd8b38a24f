"""Reports that are kept: drafted, edited, frozen, superseded; each page of one."""
