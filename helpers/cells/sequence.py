"""One sequence of a batch: a learner follows one, the cells run many."""

from helpers import expect


def of(batch, b):
    """Return the Trace or the Gradients of sequence b, from 0 to B − 1, without the batch axis: hs (T+1, H), xs (T, I).

    The cells offer it as `trace.of(b)` and `grads.of(b)`. Gradients of weights are sums over the batch and stay as they
    are: with B = 1 they are this sequence's. Arrays are views of the batch's: who changes one changes the batch. Raises
    ValueError for a b beyond the batch, or a run that has no batch axis.
    """
    expect.array("xs", batch.xs, ("T", "B", "I"))
    expect.count("b", b, least=0)
    n_batch = batch.xs.shape[1]
    if b >= n_batch:
        raise ValueError(f"b is {b}; expected a sequence from 0 to {n_batch - 1}")
    return batch._replace(**{name: _taken(name, value, b) for name, value in batch._asdict().items()})


def _taken(name, value, b):
    if name.startswith(("W_", "b_")):
        return value
    if name != "state0":
        return value[:, b]
    return type(value)(*(part[b] for part in value)) if isinstance(value, tuple) else value[b]
