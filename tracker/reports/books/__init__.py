"""A report as workbook and as document that offices edit."""
