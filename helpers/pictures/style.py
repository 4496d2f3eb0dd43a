"""One visual language for every picture of the course: colour and dash by meaning, sizes, the room around axes."""

# Okabe & Ito's palette, safe for colour-blind readers.
ORANGE, SKY, GREEN = "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE, BLACK = "#0072B2", "#D55E00", "#CC79A7", "#000000"
GREY, PALE = "#6B6B6B", "#C9C9C9"

DOTS, LONG = (0, (1, 1.5)), (0, (6, 2))

# What a curve, an edge or a bar means, and how it looks everywhere: colour, dash, marker. Meanings that meet in one
# figure have colours of their own.
ROLES = {
    "W_ih": (ORANGE, "-", "v"),
    "W_hh": (BLUE, "-", "s"),
    "W_ho": (PURPLE, "-", "D"),
    "b_h": (SKY, "-", "P"),
    "forward": (GREEN, "-", "o"),
    "backward": (VERMILION, "-", "o"),
    "state": (GREEN, "-", "o"),
    "input": (GREY, ":", "s"),
    "RNN": (VERMILION, "-", "o"),
    "LSTM": (BLUE, "--", "s"),
    "LSTM's c": (SKY, "-", "D"),
    "GRU": (GREEN, "-.", "^"),
    "RNN, orthogonal": (PURPLE, LONG, "X"),
    "GRU, b_z = 0": (ORANGE, ":", "D"),
    "minGRU": (ORANGE, "-", "D"),
    "attention": (BLUE, ":", "P"),
    "direct path": (PURPLE, DOTS, "x"),
    "measured": (BLACK, "-", "o"),
    "true": (BLACK, "-", "o"),
    "single points": (BLACK, "", "o"),  # measured at some steps alone: no line between them
    "predicted": (ORANGE, "--", "v"),
    "bound": (SKY, "-.", "^"),
    "your guess": (PURPLE, LONG, "*"),
    "trained": (BLUE, "-", "s"),
    "untrained": (ORANGE, "--", "v"),
    "clipped": (BLUE, "-", "s"),
    "no clipping": (VERMILION, "--", "X"),
    "whole": (BLACK, "-", "o"),
    "truncated": (PURPLE, "-.", "D"),
    "radius below 1/2": (ORANGE, "--", "v"),
    "radius below 1": (BLUE, "-", "s"),
    "radius above 1": (VERMILION, "-.", "^"),
    "forget gate": (GREEN, "-", "^"),
    "input gate": (ORANGE, "--", "v"),
    "output gate": (BLACK, ":", "x"),
}
HEAVIEST = ("measured", "true")  # drawn last, with the widest line
COLOURS = {role: colour for role, (colour, _, _) in ROLES.items()}
OTHERS = [("-", "o"), ("--", "s"), ("-.", "^"), (":", "D"), (LONG, "v"), (DOTS, "x")]  # no role: grey, told apart by these

SIZE, DPI = (7.2, 3.8), 125  # inches, pixels per inch: 900 × 475 pixels

RC = {
    "font.size": 13,
    "axes.labelsize": 13,
    "axes.titlesize": 14,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E2E2E2",
    "grid.linewidth": 0.8,
    "legend.fontsize": 13,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "lines.markersize": 5,
    "figure.facecolor": "white",
    "mathtext.fontset": "dejavusans",
}


def look(role, other=0):
    """How a curve looks: keywords for plot. A role that is not known is grey; `other` counts those, to tell them apart."""
    colour, dash, marker = ROLES.get(role) or (GREY, *OTHERS[other % len(OTHERS)])
    heavy = role in HEAVIEST
    return dict(color=colour, linestyle=dash, marker=marker, linewidth=2.8 if heavy else 2.0, zorder=2.4 if heavy else 2.2)


def looks(labels, roles=None):
    """How each of several curves looks, {label: keywords}: by its label if that is a role, else by `roles`, else grey."""
    roles, found, others = roles or {}, {}, 0
    for label in labels:
        role = roles.get(label, label)
        found[label] = look(role, others)
        others += role not in ROLES
    return found


def room(fig, left=0.95, right=0.2, bottom=0.62, top=0.2):
    """The rectangle (left, bottom, width, height) in parts of the figure that leaves these inches around axes."""
    width, height = fig.get_size_inches()
    return left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + top) / height


def legend_rows(labels, letters=66):
    """In how many rows a legend above the axes stands, and its columns: (0, 1) for a single curve, which needs none."""
    if len(labels) < 2:
        return 0, 1
    fit = max(1, letters // (8 + max(map(len, labels))))  # letters that stand side by side; 8 go into a sample of the line
    rows = -(-len(labels) // fit)
    return rows, -(-len(labels) // rows)


def legend_above(ax, lines, labels):
    """Put a legend above the axes; none for a single curve."""
    rows, columns = legend_rows(labels)
    if rows:
        place = dict(loc="lower left", bbox_to_anchor=(-0.02, 1.0), borderaxespad=0.1)
        ax.legend(lines, labels, ncols=columns, handlelength=2.8, columnspacing=1.4, **place)
