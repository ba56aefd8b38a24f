"""Records taken over from a folder of CSV files, through the same actions that pages use."""

from tracker.exchange.seeds.loading import Loaded, load
from tracker.exchange.seeds.reading import SeedError

__all__ = ["Loaded", "SeedError", "load"]
