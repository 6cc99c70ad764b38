"""The Rust compiler that is here, and the tool that reads what its programs count."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Compiler:
    """The host triple, the LLVM's major version, and where the compiler's own tools would be."""

    host: str
    llvm: int
    tools: Path

    @property
    def musl(self):
        """The same machine with the other C library of Linux, musl."""
        return re.sub(r"-gnu$", "-musl", self.host)


def about_compiler():
    text = capture("rustc", "-vV")
    host = re.search(r"^host: (.+)$", text, re.MULTILINE)[1]
    llvm = int(re.search(r"^LLVM version: (\d+)", text, re.MULTILINE)[1])
    tools = Path(capture("rustc", "--print", "target-libdir").strip()).parent / "bin"
    return Compiler(host, llvm, tools)


def has_target(target):
    """Whether the compiler has the standard library of a target."""
    return Path(capture("rustc", "--print", "target-libdir", "--target", target).strip()).is_dir()


def find_profdata(compiler):
    """A program that reads what this compiler's programs count, or None."""
    newest = compiler.llvm + 5
    names = ["llvm-profdata", *(f"llvm-profdata-{n}" for n in range(compiler.llvm, newest))]
    own = compiler.tools / ("llvm-profdata.exe" if os.name == "nt" else "llvm-profdata")
    for candidate in [own, *map(shutil.which, names)]:
        if candidate and Path(candidate).exists():
            # Old ones do not even know the option.
            answer = subprocess.run([candidate, "--version"], capture_output=True, text=True)
            version = re.search(r"LLVM version (\d+)", answer.stdout)
            if version and int(version[1]) >= compiler.llvm:
                return candidate
    return None


def capture(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
