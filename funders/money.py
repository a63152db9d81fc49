"""Money as exact decimals, and how it is written."""

from collections.abc import Mapping
from decimal import Decimal

SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
CENT = Decimal("0.01")


def is_exact(amount: object) -> bool:
    """Whether `amount` is a finite Decimal of no more than two places that fits the column (12 digits before)."""
    return (
        isinstance(amount, Decimal)
        and amount.is_finite()
        and abs(amount) < Decimal(10) ** 12
        and amount == amount.quantize(CENT)
    )


def said(amount: Decimal, currency: str) -> str:
    """For reading: `£60,000`, `£1,234.50`, `SEK 900`. Pence are written only where there are some."""
    places = 0 if amount == amount.to_integral_value() else 2
    figure = f"{amount:,.{places}f}"
    return f"{SYMBOLS[currency]}{figure}" if currency in SYMBOLS else f"{currency} {figure}"


def exactly(amount: Decimal) -> str:
    """For a program: every digit there is, and pence also where there are none."""
    whole = amount.quantize(CENT)
    return f"{whole if whole == amount else amount.normalize():f}"


def said_exactly(amounts: Mapping[str, str]) -> str:
    """Amounts by currency for reading: "£1,234.50 · €900"."""
    return " · ".join(said(Decimal(amount), currency) for currency, amount in sorted(amounts.items()))
