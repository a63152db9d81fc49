"""DOT, for Graphviz to draw. Written alone: no library here reads it well, and hardly anybody keeps maps in it."""

import re

from systems.formats.drawing import Drawing
from systems.formats.named_values import one_way
from systems.formats.pen import joined

CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def write(drawing: Drawing) -> bytes:
    """Factors with their labels, by cluster; links with their signs, dashed where they take time."""
    arrow = "->" if one_way(drawing) else "--"
    lines = ["digraph map {" if arrow == "->" else "graph map {", "  node [shape=box, style=rounded];"]
    clusters: dict[str, list[str]] = {}
    for factor in drawing.factors.values():
        tip = f", tooltip={_quoted(factor.description)}" if factor.description else ""
        clusters.setdefault(factor.cluster, []).append(
            f"{_quoted(factor.key)} [label={_quoted(factor.label)}{tip}];"
        )
    for nth, (cluster, nodes) in enumerate(clusters.items()):
        if cluster:
            lines += [f"  subgraph cluster_{nth} {{", f"    label={_quoted(cluster)};", *(f"    {node}" for node in nodes), "  }"]  # fmt: skip
        else:
            lines += [f"  {node}" for node in nodes]
    for link in drawing.links:
        said = [f"label={_quoted(' '.join(filter(None, (link.polarity, joined(link.label)))))}"]
        said += ["style=dashed"] if link.delay else []
        said += (
            ["dir=both"]
            if link.direction == "mutual"
            else ["dir=none"]
            if link.direction == "undirected"
            else []
        )
        lines.append(f"  {_quoted(link.source)} {arrow} {_quoted(link.target)} [{', '.join(said)}];")
    return "\n".join([*lines, "}", ""]).encode()


def _quoted(words: str) -> str:
    plain = words.replace("\\", "\\\\").replace('"', '\\"').replace("\r\n", "\n").replace("\n", "\\n")
    return f'"{CONTROL.sub(" ", plain)}"'
