"""The scripts of a map's page, run under Node as they are in a browser: drawing, edits, layouts, colours, the picture on paper."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings


@pytest.mark.parametrize("file", ["drawing.test.js", "picture.test.js", "reel.test.js", "sync.test.js"])
def test_a_map_is_drawn_as_its_parts_say(tmp_path: Path, file: str):
    node = shutil.which("node", path=f"{os.environ['PATH']}:{settings.BASE_DIR / '.venv/bin'}")
    assert node, "Node runs this test: `make test` installs it"
    shutil.copytree(settings.BASE_DIR / "static/js/map", tmp_path / "map")
    shutil.copy(settings.BASE_DIR / "static/js/hearing.js", tmp_path)
    shutil.copy(settings.BASE_DIR / "tests/map" / file, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    ran = subprocess.run([node, "--test", file], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stdout[-6000:]
