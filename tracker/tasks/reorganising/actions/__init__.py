"""What is done about a reorganisation: drafted, planned, carried out, given up."""

from tracker.tasks.reorganising.actions.carrying_out import Confirmed, carry_out_due, confirm
from tracker.tasks.reorganising.actions.drafting import (
    choose,
    decide,
    give_up,
    next_number,
    put_part,
    start,
    take_register,
)

__all__ = [
    "Confirmed",
    "carry_out_due",
    "choose",
    "confirm",
    "decide",
    "give_up",
    "next_number",
    "put_part",
    "start",
    "take_register",
]
