"""Notebook 03's exercise: which readings of Σ_t ∂L/∂h_t · ∂h_t/∂W give the gradient?"""

from helpers.exercises import Choice

FOUR_READINGS = Choice(
    title="which readings of Σ_t ∂L/∂h_t · ∂h_t/∂W give the gradient",
    options={
        "imm×total": "right. Each loss acts on its own h_t alone, and h_t depends on W through all steps before it: "
        "the sum runs forward (real-time recurrent learning).",
        "total×imm": "right. h_t acts on all later losses, and W enters step t once: the sum runs back (BPTT).",
        "imm×imm": "it keeps only what W at step t does to the loss at step t, and forgets that states pass things on. "
        "With a loss at the final step alone, a single term is left.",
        "total×total": "the first factor counts all later losses, the second all earlier uses of W, so an effect is "
        "added several times: what W at step s does to loss k is counted at h_s, h_s+1 and every state up to h_k.",
    },
    right=frozenset({"imm×total", "total×imm"}),
)
