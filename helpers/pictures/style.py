"""One visual language for every picture of the course: colours, dashes, markers, sizes."""

# Okabe & Ito's palette, safe for colour-blind readers. Each weight matrix keeps its colour in every
# figure, formula (\textcolor{#0072B2}{W_{hh}}), graph edge and bar.
ORANGE, SKY, GREEN = "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE, BLACK = "#0072B2", "#D55E00", "#CC79A7", "#000000"
GREY = "#6B6B6B"

COLOURS = {
    "W_ih": ORANGE,
    "W_hh": BLUE,
    "W_ho": PURPLE,
    "b_h": SKY,
    "forward": GREEN,
    "backward": VERMILION,
}

# Curves are told apart by colour, dash and marker together, so that colour is never the only signal.
CURVES = [
    dict(color=VERMILION, linestyle="-", marker="o"),
    dict(color=BLUE, linestyle="--", marker="s"),
    dict(color=GREEN, linestyle="-.", marker="^"),
    dict(color=PURPLE, linestyle=":", marker="D"),
    dict(color=ORANGE, linestyle=(0, (5, 1, 1, 1, 1, 1)), marker="v"),
    dict(color=BLACK, linestyle=(0, (1, 2)), marker="x"),
]

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
    "legend.fontsize": 12.5,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "lines.markersize": 5,
    "figure.facecolor": "white",
    "figure.constrained_layout.w_pad": 0.08,
    "figure.constrained_layout.h_pad": 0.06,
    "mathtext.fontset": "dejavusans",
}
