"""Indicators: what is to be reached by which year, how far it is, what is forecast, why it falls short."""
