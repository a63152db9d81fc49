"""The column in which an amount of money is kept: exact, down to a thousandth, which is the finest smallest unit there is."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Round

from funders.money import CENT, DIGITS_BEFORE, PLACES


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
    whole, thousandths = (
        [name for name, each in sorted(PLACES.items()) if each == places] for places in (0, 3)
    )
    kinds = {
        0: Q(**{f"{currency}__in": whole}),
        3: Q(**{f"{currency}__in": thousandths}),
        2: ~Q(**{f"{currency}__in": sorted([*whole, *thousandths])}),
    }
    condition = Q()
    for places, of_them in kinds.items():
        condition |= of_them & Q(**{amount: Round(amount, precision=places)})
    return condition
