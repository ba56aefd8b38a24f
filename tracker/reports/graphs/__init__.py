"""Charts beyond the stacked bar: trend, small multiples, ages, heat map; the same in page and PDF."""
