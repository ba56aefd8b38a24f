"""The rules of reminding: as the office set them, what people chose, who stands in for whom."""
