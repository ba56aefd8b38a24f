"""A report as workbook and document, opened by libraries that did not write them."""
