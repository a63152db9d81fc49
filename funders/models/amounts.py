"""The column in which an amount of money is kept: exact, down to a thousandth, which is the finest smallest unit there is."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Round

from funders.money import CENT, DIGITS_BEFORE, THOUSANDTHS, WHOLE


class AmountField(models.DecimalField):
    """An amount in the currency that stands beside it. Read with two places, or three where the third says something."""

    def __init__(self, *args: Any, **said: Any) -> None:
        super().__init__(*args, **{"max_digits": DIGITS_BEFORE + 3, "decimal_places": 3, **said})

    def from_db_value(self, value: Decimal | None, *_how: Any) -> Decimal | None:
        if value is None or (cents := value.quantize(CENT)) != value:
            return value
        return cents


def no_finer_than_its_currency(amount: str = "amount", currency: str = "currency") -> Q:
    """The constraint that an amount has no more decimal places than its currency has smallest units."""
    places: list[tuple[int, Q]] = [
        (0, Q(**{f"{currency}__in": sorted(WHOLE)})),
        (3, Q(**{f"{currency}__in": sorted(THOUSANDTHS)})),
        (2, ~Q(**{f"{currency}__in": sorted(WHOLE | THOUSANDTHS)})),
    ]
    condition = Q()
    for number, such in places:
        condition |= such & Q(**{amount: Round(amount, precision=number)})
    return condition
