"""Money as exact decimals in the smallest unit of its currency (ISO 4217), and how it is written."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

CENT = Decimal("0.01")
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
PLACES = {
    currency: int(number)
    for number, *currencies in map(
        str.split, (Path(__file__).parent / "currencies.txt").read_text().splitlines()
    )
    for currency in currencies
}
"""The minor unit of each currency of ISO 4217: how many decimal places its amounts have."""
DIGITS_BEFORE = 12
"""How many digits an amount may have before the point."""


def places(currency: str) -> int:
    """How many decimal places an amount in `currency` has; two where it is none of ISO 4217."""
    return PLACES.get(currency, 2)


def is_exact(amount: object, currency: str = "GBP") -> bool:
    """Whether `amount` is a finite Decimal that fits the column, and no finer than the smallest unit of `currency`."""
    return (
        isinstance(amount, Decimal)
        and amount.is_finite()
        and abs(amount) < Decimal(10) ** DIGITS_BEFORE
        and amount == exact(amount, currency)
    )


def exact(amount: Decimal, currency: str) -> Decimal:
    """`amount` with as many places as its currency has: what is hashed, and what a finance system reads."""
    return amount.quantize(Decimal(1).scaleb(-places(currency)))


def said(amount: Decimal, currency: str) -> str:
    """For reading: `£60,000`, `£1,234.50`, `SEK 900`, `KWD 1.250`. Pence are written only where there are some."""
    shown = 0 if amount == amount.to_integral_value() else places(currency)
    figure = f"{abs(amount):,.{shown}f}"
    sign = "−" if amount < 0 else ""
    return f"{sign}{SYMBOLS[currency]}{figure}" if currency in SYMBOLS else f"{sign}{currency} {figure}"


def exactly(amount: Decimal) -> str:
    """For a program: every digit there is, and pence also where there are none."""
    whole = amount.quantize(CENT)
    return f"{whole if whole == amount else amount.normalize():f}"


def said_exactly(amounts: Mapping[str, str]) -> str:
    """Amounts by currency for reading: "£1,234.50 · €900"."""
    return " · ".join(said(Decimal(amount), currency) for currency, amount in sorted(amounts.items()))
