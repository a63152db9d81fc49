"""Money as exact decimals in the smallest unit of its currency (ISO 4217), and how it is written."""

from decimal import Decimal

CENT = Decimal("0.01")
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
WHOLE = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
"""Currencies without a smaller unit."""
THOUSANDTHS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
HUNDREDTHS = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "ANG",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IRR",
        "JMD",
        "KES",
        "KGS",
        "KHR",
        "KPW",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "USD",
        "UYU",
        "UZS",
        "VED",
        "VES",
        "WST",
        "XCD",
        "XCG",
        "YER",
        "ZAR",
        "ZMW",
        "ZWG",
    ]
)
CURRENCIES = WHOLE | THOUSANDTHS | HUNDREDTHS
DIGITS_BEFORE = 12
"""How many digits an amount may have before the point."""


def places(currency: str) -> int:
    """How many decimal places an amount in `currency` has: the minor unit of ISO 4217."""
    return 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2


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
