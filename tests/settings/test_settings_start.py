"""The settings are read before the first frame: what takes long to import waits until it is used."""

import subprocess
import sys
from pathlib import Path

PROBE = """
import sys
from pathlib import Path
from usage_tracker_gui.settings import autostart, environment, keychain, logs, preferences, settings_file
keychain.SystemKeychain()
paths, _ = environment.survey({"USAGE_TRACKER_DATA_DIR": sys.argv[1]}, Path(sys.argv[1]), None)
settings_file.load(paths.settings)
print([name for name in ("keyring", "tomlkit", "dotenv", "platformdirs", "secretstorage") if name in sys.modules])
"""


def test_reading_the_settings_imports_no_library_that_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[watching]\ninterval_seconds = 30\n")
    result = subprocess.run(
        [sys.executable, "-c", PROBE, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "[]"
