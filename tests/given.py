"""What tests start from."""

from tracker.exchange.seeds import Loaded, load
from tracker.settings import ROOT


async def seed_everything() -> Loaded:
    """The demonstration's records, loaded as a user would."""
    return await load(ROOT / "seeds")
