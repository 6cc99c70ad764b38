"""The parts of programs: each module adds operations of one kind to a draft."""
