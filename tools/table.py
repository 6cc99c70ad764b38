"""Text tables."""


def render(title, columns, rows):
    """A table as lines of text; the first column contains words, the others figures."""
    cells = [[str(cell) for cell in row] for row in [columns, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
    lines = [title, ""]
    for number, row in enumerate(cells):
        figures = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        lines.append("  " + "   ".join([row[0].ljust(widths[0]), *figures]))
        if number == 0:
            lines.append("  " + "   ".join("-" * width for width in widths))
    return "\n".join(lines)


def times(ratio):
    """Format a ratio."""
    return f"{ratio:.2f} x" if ratio < 10 else f"{ratio:.1f} x"
