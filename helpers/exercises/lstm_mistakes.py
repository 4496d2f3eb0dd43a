"""The mistakes to be made on the way back through an LSTM: switches of `loop` in lstm_backward.py."""

from helpers.exercises import Mistake

CARRY = "the end of the loop's body: what does the next pass through it start from?"


def _faces(what):
    """The same mistake on all gates, on one, or on two."""
    return tuple(f"{what} {gates}" for gates in ("ifo", "i", "f", "o", "if", "io", "fo"))


MISTAKES = (
    Mistake("dL/dc never carried back", "dc not carried", "c_t acts on the loss through c_{t+1} too: dL/dc_t = o (1 − tanh² c_t) "
            "⊙ dL/dh_t + f_{t+1} ⊙ dL/dc_{t+1}. Without the second term the straight road, what the cell is for, is closed.",
            CARRY),
    Mistake("dL/dh never carried back", ("dh not carried", "dh overwritten"), "h_{t-1} fed all four gates of step t: dL/dh_{t-1} = ∂⁺L/∂h_{t-1} + "
            "W_hhᵀ δ_t. Without the second term blame leaves by the cell state alone.", CARRY),
    Mistake("dL/dc overwritten where it should be added to", ("dc overwritten", "dc overwritten by later"), "two roads lead from "
            "c_t to the loss, through h_t and through c_{t+1}: their gradients are *added*.",
            "the line for dc: `+`, not one in place of the other."),
    Mistake("a missing transpose", "untransposed", "forward, unit j reaches each gate of unit i through that gate's W_hh[i, j]; back, "
            "blame flows from i to j: W_hhᵀ δ_t, on rows `delta @ W_hh`.", "the line that carries dL/dh to step t − 1."),
    *(Mistake(f"no way back through the {name}", f"no {gate} path", "h_{t-1} reached all four pre-activations of step t, and "
              "blame comes back from all four: W_hhᵀ δ_t takes all 4H rows.", "the line that carries dL/dh to step t − 1.")
      for name, gate in (("input gate", "i"), ("forget gate", "f"), ("candidate g", "g"), ("output gate", "o"))),
    Mistake("σ′ missing on a gate", _faces("no slope"), "δ_t sits before the σ, the gate after "
            "it: between them stands σ′ = σ (1 − σ).", "the lines for δ of i, f and o: each has a factor such as i (1 − i)."),
    Mistake("half of σ′ on a gate", _faces("no first half") + _faces("no second half"), "the slope of σ is the product i (1 − i), both "
            "factors.", "the lines for δ of i, f and o."),
    Mistake("tanh′ missing on g", "no slope g", "g = tanh(a_g): between dL/dg and δ_g stands 1 − g².", "the line for δ of g."),
    Mistake("tanh′ missing between h and c", "no exit slope", "h = o ⊙ tanh(c): what reaches c from h carries the factor "
            "1 − tanh² c_t.", "the line for dc."),
    Mistake("tanh′ taken of c as if it were tanh c", "exit of c", "the slope of tanh at c_t is 1 − tanh²(c_t); 1 − c_t² is right for "
            "a value that is a tanh already.", "the line for dc: there is one tanh too few in it."),
    Mistake("tanh′ between h and c with a tanh too many", "exit tanh twice", "the slope is 1 − tanh²(c_t), with c_t as it is; "
            "tanh of tanh c_t is one too many.", "the line for dc: there is one tanh too many in it."),
    Mistake("tanh′ taken of g as if g were the pre-activation", "slope of g", "g is tanh(a_g) already, so its slope is 1 − g².",
            "the line for δ of g: there is one tanh too many in it."),
    Mistake("σ′ taken of a gate as if it were the pre-activation", "slopes of values", "i, f and o are σ(a) already, so the slope is "
            "i (1 − i), not σ(i) (1 − σ(i)).", "the lines for δ of i, f and o."),
    Mistake("tanh's derivative on the gates", "tanh slopes", "1 − i² is the slope of tanh; i, f and o are made by σ, whose slope is "
            "i (1 − i).", "the lines for δ of i, f and o."),
    Mistake("the logistic derivative on g", "logistic slope g", "g (1 − g) is the slope of σ; g is made by tanh, whose slope is "
            "1 − g².", "the line for δ of g."),
    Mistake("c_t where c_{t-1} belongs in the forget gate", "c_t", "f multiplied c_{t-1} on the way forward: ∂c_t/∂f_t = c_{t-1}.",
            "the line for δ of f."),
    Mistake("the output gate missing in dL/dc", "no o in dc", "h = o ⊙ tanh(c): a change of c reaches h scaled by o.",
            "the line for dc."),
    Mistake("tanh′ at c_{t-1}", "exit at c_prev", "h_t was made from c_t, so its slope is taken there.", "the index of c in the line "
            "for dc."),
    Mistake("the immediate gradient alone in dL/dc", "dc from dhs", "all that h_t is blamed for reaches c_t, what comes back from "
            "step t + 1 too: dL/dh_t = ∂⁺L/∂h_t + W_hhᵀ δ_{t+1} first, then dL/dc_t.", "the dh in the line for dc: dhs, or the sum?"),
    Mistake("the immediate gradient alone in the output gate", "o from dhs", "o_t is blamed for all of dL/dh_t, what comes back from "
            "step t + 1 too.", "the dh in the line for δ of o: dhs, or the sum?"),
    Mistake("tanh c_{t-1} in the output gate", "o at c_prev", "h_t = o ⊙ tanh(c_t), so ∂h_t/∂o_t = tanh(c_t), the new c.",
            "the index of c in the line for δ of o."),
    Mistake("f missing on the direct path", "no f", "c_t = f_t ⊙ c_{t-1} + …: what reaches c_{t-1} is f_t ⊙ dL/dc_t. Without f "
            "this is the 1997 cell's way back through another cell's forward pass.", "the line that carries dL/dc to step t − 1."),
    Mistake("another step's forget gate on the direct path", ("f of t-1", "f of t+1"), "the gate between c_{t-1} and c_t is f_t; with "
            "PyTorch's layout that is `gates[t - 1]`.", "the f in the line that carries dL/dc to step t − 1."),
    Mistake("another gate on the direct path", ("i for f", "o for f"), "c_t = f ⊙ c_{t-1} + …: of the gates only f stands between "
            "c_{t-1} and c_t.", "the line that carries dL/dc to step t − 1."),
    Mistake("1 − h² where 1 − tanh² c belongs", "exit of h", "h is o ⊙ tanh(c), so h² is not tanh² c; in the RNN of notebook 03, h was "
            "the tanh itself.", "the line for dc."),
    Mistake("δ of the input gate made with i in place of g", "i for g", "c_t = … + i ⊙ g: a change of i is multiplied by g.",
            "the line for δ of i."),
    Mistake("δ of the candidate made with g in place of i", "g for i", "c_t = … + i ⊙ g: a change of g is multiplied by i.",
            "the line for δ of g."),
    Mistake("dL/dc in place of dL/dh in the output gate", "o from dc", "o acts on h_t alone, h = o ⊙ tanh(c): δ_o starts from dL/dh.",
            "the line for δ of o."),
    Mistake("dL/dh in place of dL/dc in the gates that make c", tuple(f"from dh {gates}" for gates in ("ifg", "i", "f", "g", "if")),
            "i, f and g act on c_t, so their δ start from dL/dc_t, in which h_t's share is contained already.",
            "the lines for δ of i, f and g."),
    Mistake("c in place of tanh c in the output gate", "o from bare c", "h = o ⊙ tanh(c): ∂h/∂o = tanh(c).", "the line for δ of o."),
    Mistake("the δ of i and f exchanged", "deltas in order f, i", "δ_t has its blocks in the weights' order, i, f, g, o.",
            "the line that puts the four δ side by side."),
    Mistake("h_t where h_{t-1} belongs in dW_hh", "h_t", "W_hh met h_{t-1} on the way forward, so dW_hh collects δ_t h_{t-1}ᵀ.",
            "the state in the line that adds to dW_hh."),
    Mistake("c_{t-1} where h_{t-1} belongs in dW_hh", "c for h", "W_hh met h_{t-1} on the way forward; c_{t-1} never passes through a "
            "matrix.", "the state in the line that adds to dW_hh."),
    Mistake("the states in dW_hh read one row too early, wrapping around at t = 1", "wrap-around", "hs has T + 1 rows, so h_{t-1} is "
            "`hs[t - 1]`; one row earlier, step 1 reads hs[-1], the last state.", "the state in the line that adds to dW_hh."),
    Mistake("`=` where `+=` belongs", "assigned", "the weights are shared by all steps, so their gradient is a sum of T "
            "contributions; with `=` only that of t = 1 survives.", "the lines for dW_ih, dW_hh and db_h in the loop."),
    Mistake("the mean over the batch in place of the sum", "batch mean", "the loss has been averaged (or not) before dL/dh_t reached "
            "you; the chain rule only sums.", "a division by B, or `.mean(axis=0)`."),
    Mistake("the immediate gradient of step T alone", ("last immediate", "dhs dropped"), "with a loss at every step each h_t also feels its own loss: "
            "dL/dh_t = ∂⁺L/∂h_t + W_hhᵀ δ_{t+1} at *every* t.", "where dhs is read: at each pass, or once before the loop?"),
    Mistake("total_c without what comes through h_t", "total_c without h", "total_c[t] is dL/dc_t through h_t *and* through "
            "c_{t+1}.", "the line that writes total_c: before or after h_t's share is added?"),
    Mistake("total and total_c exchanged", "totals exchanged", "first dL/dh_t, then dL/dc_t.", "the return line."),
    Mistake("row 0 left empty", "row 0", "the initial state has gradients too: what is carried when the loop ends belongs in "
            "total[0] and total_c[0].", "what happens with dh and dc after the loop's last pass."),
)
