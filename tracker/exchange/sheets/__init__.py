"""Sheets: tables as people open them in Excel, written row by row in little memory."""
