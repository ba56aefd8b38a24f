"""Progress by way of Excel: an agency's open tasks taken along, filled in without the site, brought back."""
