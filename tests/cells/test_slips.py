"""Every slip in the cells, in what they share and in what reads them: an ordinary test turns red (see mutants.py)."""

from functools import cache

from mutants import each_definition, ordinary_tests, unnoticed

from helpers.cells import gates, gru, initial, losses, lstm, mingru, readout, rnn, sequence

ABOUT_CELLS = ("cells.test_cells", "cells.test_proofs", "cells.test_initial")
BROKEN = {
    rnn: "_tanh_slope ACTIVATIONS init step forward backward slopes step_jacobians check Trace",
    lstm: "Trace init step forward backward _slopes step_jacobians check _pair",
    gru: "Trace init step forward backward _past_reset _slopes step_jacobians _check_run check",
    mingru: "Trace init step forward scan backward step_jacobians _check_run check",
    gates: "split logistic sigma from_inputs to_inputs check_weights",
    initial: "weights input_weights orthogonal gate_bias",
    sequence: "of _taken",
    readout: "init forward backward _check",
    losses: "squared_error cross_entropy _asked at_final_step at_every_step _read",
}
# Slips that change nothing anyone could see, by their reason.
EQUIVALENT = {
    "only shape and dtype are taken, and those are alike": """
        rnn.forward: recurrent = np.empty_like(hs[0 → 1])
        rnn.backward, lstm.backward, gru.backward, mingru.backward: carried = np.empty_like(total[0 → 1])
        lstm.forward:  np.empty_like(gates[0]), np.empty_like(c → hs[0]))
        lstm.forward: .empty_like(gates[0]), np.empty_like(cs[0 → 1]))
        gru.forward: (np.empty_like(rz[0]), np.empty_like(hs[0 → 1]))
        mingru.forward: kept = np.empty_like(hs[0 → 1])
        gru.backward, mingru.backward: expect.array('dhs', dhs, (len(xs), h → xs.shape[1], n_hidden))
        losses.squared_error: n_batch = outpu → targets.shape[-2]""",
    "zeros and ones are exact in either dtype, and what they multiply has the wider": """
        mingru.step_jacobians: ., None] * np.eye(n_hidden, dtype=trace.h → xs.dtype)
        gru.step_jacobians: one = np.eye(n_hidden, dtype=trace.h → xs.dtype)
        lstm.step_jacobians: one = np.eye(n_hidden, dtype=trace.h → xs.dtype)""",
    "where the dtypes differ, the run was in float32 and has no more digits to lose, or they are one by now": """
        rnn.backward: _hh = np.ascontiguousarray(params.W_hh, total → deltas.dtype)
        gru.backward: lse), np.ascontiguousarray(params.W_hh, total → deltas.dtype))
        lstm.backward: deltas.astype(dtype, copy=False), c_to_h.astype(dtype, copy=False) → )
        lstm.backward: dtype = np.result_type(hs, dhs, *params[:3 → 3:])""",
    "there are no more parameters than three, no more axes than four": """
        lstm.forward: ape), np.result_type(xs, h, c, *params[:3 → 4]))
        lstm.backward: type = np.result_type(hs, dhs, *params[:3 → 4])
        lstm.step_jacobians:  * c_from_h + h_from_h, c_from_h], axis=- → 2)
        lstm.step_jacobians: ate([c_to_h * c_from_c, c_from_c], axis=- → 2)""",
    "a question asked once more, with the same answer": """
        gates.check_weights: if len(params.W_hh → .T) != n_gates * n_hidden:""",
}  # fmt: skip


@cache
def asked(module):
    about = ("learn.test_learning",) if module in (readout, losses) else ABOUT_CELLS
    return ordinary_tests(module, ("house.test_bad_input", *about))


@each_definition(BROKEN)
def test_every_slip_is_noticed(module, name):
    left, no_slips = unnoticed(module, name, asked(module), EQUIVALENT)
    assert (left, no_slips) == ([], set())
