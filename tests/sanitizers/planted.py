"""Bugs that are planted in a copy of the sources: the sanitizer must find each of them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from build import ROOT, TARGET

#: Omitted from the copy.
LARGE = ("target", ".envs", ".git", "dist", "fuzz", "benches", "docs")
COPY = TARGET / "planted"


@dataclass(frozen=True)
class Bug:
    """A change to one place in the sources."""

    path: str
    right: str
    wrong: str


BUGS = {
    "a slot that is read before it is set": Bug(
        "src/python/object/slots.rs",
        "slot(object, offset).write(value)",
        "ffi::Py_XDECREF(slot(object, offset).replace(value))",
    ),
    "a reference too few": Bug(
        "src/python/object/slots.rs",
        "Bound::from_borrowed_ptr_or_opt(object.py(), value)",
        "Bound::from_owned_ptr_or_opt(object.py(), value)",
    ),
    "a buffer that was freed": Bug(
        "src/python/object/new.rs",
        "ffi::PyBytes_FromStringAndSize(bytes.as_ptr().cast(), bytes.len() as ffi::Py_ssize_t);",
        "ffi::PyBytes_FromStringAndSize(\n"
        "                { let copy = bytes.to_vec(); copy.as_ptr().cast() },\n"
        "                bytes.len() as ffi::Py_ssize_t,\n"
        "            );",
    ),
}


def plant(bug: Bug) -> Path:
    """A copy of the sources with this bug. Raises LookupError if the place does not exist (any more):
    the bug then has to be planted elsewhere."""
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT, COPY, ignore=shutil.ignore_patterns(*LARGE))
    place = COPY / bug.path
    source = place.read_text(encoding="utf-8")
    if source.count(bug.right) != 1:
        raise LookupError(f"{bug.path} should have once: {bug.right}")
    place.write_text(source.replace(bug.right, bug.wrong), encoding="utf-8")
    return COPY
