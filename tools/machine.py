"""A description of the machine, and the assignment of its cores."""

import os
import platform
import shutil
import subprocess
import sys


def cpu_model():
    """The name of the processor, as reported by the system."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith(("model name", "Model")):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    if shutil.which("sysctl"):
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
        if answer.returncode == 0:
            return answer.stdout.strip()
    return platform.processor() or platform.machine()


def usable_cores():
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def description():
    cores = len(usable_cores())
    system = f"{platform.system()} {platform.machine()}"
    return f"{cpu_model()}, {cores} core{'s' if cores > 1 else ''}, {system}"


def python_description():
    return f"{platform.python_implementation()} {sys.version.split()[0]}"


def core_plan():
    """One core for servers and one for the load: `(server, load)`, or Nones."""
    cores = usable_cores()
    if len(cores) < 2 or not hasattr(os, "sched_setaffinity"):
        return None, None
    return cores[0], cores[-1]


def cpu_seconds(pid):
    """Processor time that a running process has used so far, if the system reports it."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
