"""People: who may come in, for which agency, in which role."""
