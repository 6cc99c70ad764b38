"""Commands that are run, and the two ways in which a check can end other than well."""

import os
import subprocess


class Failed(Exception):
    """What was checked is not as it must be."""


class NotChecked(Exception):
    """What the check takes is not here."""


def run(*command, timeout=1800, variables=None, **options):
    """Run it, with these variables besides, and return its output; why it failed is told."""
    if variables:
        options["env"] = {**os.environ, **variables}
    words = [str(part) for part in command]
    try:
        done = subprocess.run(
            words,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            **options,
        )
    except OSError as error:
        raise NotChecked(f"{words[0]}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{' '.join(words)}: still running after {timeout} seconds") from error
    if done.returncode:
        said = f"{done.stdout}\n{done.stderr}".strip().splitlines()[-30:]
        raise Failed("\n".join([f"{' '.join(words)}: status {done.returncode}", *said]))
    return done.stdout
