"""Known weaknesses in what is installed: ``make audit``. Says plainly when a registry could not be asked.

Exit status 0: both lists were asked and know of nothing. 1: something is known. 2: one could not be asked, so
nothing is proved.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CLEAN, WEAK, UNASKED = 0, 1, 2


def judge_python(said: str) -> tuple[int, str]:
    """Read pip-audit's JSON: a package that the list does not know has not been looked at."""
    try:
        packages: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return UNASKED, "Python: the list of weaknesses was not answered."
    weak = [f"{one['name']} ({each['id']})" for one in packages for each in one.get("vulns", [])]
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    if weak:
        return WEAK, f"Python: known weaknesses in {', '.join(weak)}."
    if unknown:
        return UNASKED, f"Python: {len(unknown)} of {len(packages)} packages could not be looked up."
    return CLEAN, f"Python: nothing is known against {len(packages)} packages."


def judge_web(said: str) -> tuple[int, str]:
    """Read npm audit's JSON."""
    try:
        answer = json.loads(said)
        counted = answer["metadata"]["vulnerabilities"]
        total, packages = int(counted["total"]), int(answer["metadata"]["dependencies"]["prod"])
    except (ValueError, KeyError, TypeError):
        return UNASKED, "Web: the list of weaknesses was not answered."
    if total:
        return WEAK, f"Web: {total} known weaknesses; cd client/web && npm audit names them."
    return CLEAN, f"Web: nothing is known against {packages} packages."


def _output(words: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return ""
    return done.stdout


def main() -> int:
    """Ask both, print a line each."""
    audit = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    audit += ["--require-hashes", "--disable-pip", "-r", "setup/requirements.txt"]
    python = judge_python(_output(audit, ROOT))
    web = judge_web(_output(["npm", "audit", "--omit=dev", "--json"], ROOT / "client" / "web"))
    for _, text in (python, web):
        sys.stdout.write(f"{text}\n")
    statuses = {python[0], web[0]}
    if UNASKED in statuses:
        sys.stdout.write(
            "Not proved: run make audit where the package registries answer questions about weaknesses.\n"
        )
    return WEAK if WEAK in statuses else UNASKED if UNASKED in statuses else CLEAN


if __name__ == "__main__":
    sys.exit(main())
