"""A fund's agreements as grants in a file that the 360Giving Data Standard 1.4 takes: JSON, or CSV by the file's name."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from funders.actions.publishing import PUBLISHER, Exported, about, usual_prefix
from funders.giving.writing import as_package, as_table
from funders.models import Fund, Publication
from funders.queries.giving import awarded_by
from hls_platform.management.script_door import ScriptDoor
from hls_platform.security.asking import as_job


class Command(ScriptDoor):
    help = "Writes the agreements of a fund that both sides agreed as 360Giving data. It publishes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fund", required=True, metavar="SLUG")
        parser.add_argument(
            "--output", required=True, type=Path, metavar="FILE", help="ends in .json or .csv"
        )

    def answer(self, **options: Any) -> object:
        output: Path = options["output"]
        self.must_be_writable(output)
        with as_job("hls_door"):
            fund = Fund.objects.select_related("funder").filter(slug=options["fund"]).first()
        if fund is None:
            raise self.wrong(f"There is no fund “{options['fund']}”.")
        made = Exported()
        with transaction.atomic(), as_job(PUBLISHER):
            said = about(fund, **self._as_published(fund))
            grants = made.counted(awarded_by(fund), said)
            table = output.suffix.lower() == ".csv"
            self._write(output, as_table(grants) if table else as_package(grants, said), table)
        if not made.grants:
            output.unlink()
            raise self.wrong(f"“{options['fund']}” has no agreement that both sides agreed.")
        return {"grants": made.grants, "amounts": made.amounts}

    def _as_published(self, fund: Fund) -> dict[str, str]:
        """As its publication says of itself, or as one would begin."""
        known = Publication.objects.filter(fund=fund).only("licence", "id_prefix", "description").first()
        return {
            "licence": known.licence if known else Publication.Licence.CC_BY,
            "id_prefix": known.id_prefix if known else usual_prefix(fund),
            "description": known.description if known else fund.purpose,
        }

    def _write(self, output: Path, pieces: Iterable[str], table: bool) -> None:
        try:
            with output.open("w", encoding="utf-8-sig" if table else "utf-8", newline="") as file:
                file.writelines(pieces)
        except OSError as error:
            raise self.wrong(f"{output} cannot be written: {error.strerror}.") from error
