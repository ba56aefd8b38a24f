"""Documents that come in as edXML (QCVN 102:2016): read, drafted into tasks, answered by status files."""
