# ruff: noqa
"""Wrong answers as learners hand them in: the check, words that its verdict must hold, and the code.

`old → new` lines are edits of the last code above, each made once.
"""

CASES = [
    ('step', 'no bias', r"""
def my_step(params, x, h):
    return np.tanh(x @ params.W_ih.T + h @ params.W_hh.T)"""),
    ('step', 'a tanh for each term', 'T + h @ params.W_hh.T) → T) + np.tanh(h @ params.W_hh.T) + params.b_h'),
    ('step', 'with no bias and W_hh the wrong way round', 'W_hh.T → W_hh'),
    ('step', 'an axis of h_t lost, where its length is 1', 'T) → T + params.b_h).squeeze()'),
    ('step', 'W_hh the wrong way round', 'h @ params.W_hh.T → np.matmul(params.W_hh.T, h.T).T + params.b_h'),
    ('step', 'my_step is called with 3 arguments, (params, x, h), and ta', 'x, h → x\nh @ params.W_hh.T → params.b_h'),
    ('step', 'no input term', r"""
def my_step(params, x, h):
    return np.tanh(h @ params.W_hh.T + params.b_h)"""),
    ('step', 'a product of the two terms in place of their sum',
     'h @ params.W_hh.T → (x @ params.W_ih.T) * (h @ params.W_hh.T)'),
    ('step', 'a part of the old state kept', 'np.tanh(h → 0.5 * h + 0.5 * np.tanh(x @ params.W_ih.T + h'),
    ('step', 'the logistic function in place of tanh', r"""
def my_step(params, x, h):
    a = x @ params.W_ih.T + h @ params.W_hh.T + params.b_h
    return 1 / (1 + np.exp(-a))"""),
    ('step', 'h_t transposed', r"""
def my_step(params, x, h):
    return np.tanh((params.W_ih @ x.T + params.W_hh @ h.T).T + params.b_h).T"""),
    ('step', 'This is one step with the right numbers, but it changes wh', r"""
def my_step(params, x, h):
    h[:] = np.tanh(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h)
    return h"""),
    ('step', 'two steps in place of one',
     'h[:] → h_new\n'
     'return h → return np.tanh(x @ params.W_ih.T + h_new @ params.W_hh.T + params.b_h)'),
    ('parameter_count', 'a set of weights for every step', r"""
def my_count(n_inputs, n_hidden, n_steps):
    return n_steps * (n_hidden * n_inputs + n_hidden * n_hidden + n_hidden)"""),
    ('parameter_count', 'with W_hh or W_ih counted anew for each step', r"""
def my_count(n_inputs, n_hidden, n_steps):
    return n_hidden * n_inputs + (n_steps - 1) * n_hidden * n_hidden + n_hidden"""),
    ('parameter_count', 'one bias for all units',
     '(n_steps - 1) * n_hidden * n_hidden + n_hidden → n_hidden * n_hidden + 1'),
    ('parameter_count', 'H numbers counted once more',
     '(n_steps - 1) * n_hidden * n_hidden + → n_hidden * n_hidden + 2 *'),
    ('parameter_count', 'with W_hh or W_ih counted anew for each step', '+ (n_steps - 1) * → * n_steps +'),
    ('parameter_count', 'a readout counted too',
     '(n_steps - 1) * n_hidden * n_hidden + n_hidden → n_hidden * n_hidden + n_hidden + n_hidden * 1 + 1'),
    ('parameter_count', 'Line 3: `return n_hidden * n_inputs + n_hidden * n_hidden * n_hidden +', '(n_steps - 1) → n_hidden'),
    ('parameter_count', 'W_ih left out', r"""
def my_count(n_inputs, n_hidden, n_steps):
    return n_hidden ** 2 + n_hidden"""),
    ('parameter_count', 'W_hh taken as symmetric', '** 2 → * n_inputs + n_hidden * (n_hidden + 1) // 2'),
    ('parameter_count', 'the states counted as well',
     '** 2 + n_hidden → * n_inputs + n_hidden * n_hidden + n_hidden + n_hidden * n_steps'),
    ('parameter_count', 'with W_hh or W_ih counted anew for each step',
     'n_hidden ** 2 → (n_hidden * n_inputs + n_hidden * n_hidden) * n_steps'),
    ('parameter_count', '`^` for a power', '** 2 → * n_inputs + n_hidden^2'),
    ('parameter_count', 'This is the number of parameters with nothing returned: ', r"""
def my_count(n_inputs, n_hidden, n_steps):
    print(n_hidden * n_inputs + n_hidden * n_hidden + n_hidden)"""),
    ('sensitivities', 'a difference to one side only', r"""
def my_sensitivities(loss, xs, eps):
    return np.array([(loss(xs) - loss(xs - eps * e)) / eps for e in np.eye(len(xs))])"""),
    ('sensitivities', 'with the sign turned round',
     'xs) - loss(xs - eps * e)) / eps → xs - eps * e) - loss(xs + eps * e)) / (2 * eps)'),
    ('sensitivities', 'the division by 2ε forgotten, or a part of it',
     '(loss(xs) - loss(xs - eps * e)) / eps → loss(xs + eps * e) - loss(xs - eps * e)'),
    ('sensitivities', 'one step of ε and a division by 2ε',
     'xs) - loss(xs - eps * e)) / eps → xs + eps * e) - loss(xs)) / (2 * eps)'),
    ('sensitivities', 'all steps nudged at once', r"""
def my_sensitivities(loss, xs, eps):
    return np.full(len(xs), (loss(xs + eps) - loss(xs - eps)) / (2 * eps))"""),
    ('sensitivities', 'with dxs in reverse order, last row first. In your code, line 3', r"""
def my_sensitivities(loss, xs, eps):
    return np.array([(loss(xs + eps * e) - loss(xs - eps * e)) / (2 * eps) for e in np.eye(len(xs))])[::-1]"""),
    ('sensitivities', 'an axis of length 1 left in dxs', '[::-1] → .reshape(-1, 1)'),
    ('sensitivities', 'with row 0 of dxs left at zero', r"""
def my_sensitivities(loss, xs, eps):
    found = np.zeros(len(xs))
    for t in range(1, len(xs)):
        up, down = xs.copy(), xs.copy()
        up[t] += eps
        down[t] -= eps
        found[t] = (loss(up) - loss(down)) / (2 * eps)
    return found"""),
    ('sensitivities', 'dxs one row too late, a row of zeros before it', r"""
def my_sensitivities(loss, xs, eps):
    found = np.zeros(len(xs) + 1)
    for t in range(1, len(xs) + 1):
        up, down = xs.copy(), xs.copy()
        up[t - 1] += eps
        down[t - 1] -= eps
        found[t] = (loss(up) - loss(down)) / (2 * eps)
    return found"""),
    ('sensitivities', 'with `return` inside the loop', r"""
def my_sensitivities(loss, xs, eps):
    for t in range(len(xs)):
        up, down = xs.copy(), xs.copy()
        up[t] += eps
        down[t] -= eps
        return (loss(up) - loss(down)) / (2 * eps)"""),
    ('sensitivities', 'a nudge of 2ε to one side only', r"""
def my_sensitivities(loss, xs, eps):
    base = loss(xs)
    found = np.zeros_like(xs)
    for t in range(len(xs)):
        moved = xs.copy()
        moved[t] += 2 * eps
        found[t] = (loss(moved) - base) / (2 * eps)
    return found"""),
    ('sensitivities', 'a step set to zero in place of a nudge', r"""
def my_sensitivities(loss, xs, eps):
    found = np.zeros(len(xs))
    for t in range(len(xs)):
        left_out = xs.copy()
        left_out[t] = 0
        found[t] = loss(xs) - loss(left_out)
    return found"""),
    ('step', "one sequence's state, or input, for all", r"""
def my_step(params, x, h):
    out = np.zeros((len(x), len(params.b_h)))
    for b in range(len(x)):
        out[b] = np.tanh(params.W_ih @ x[b] + params.W_hh @ h[0] + params.b_h)
    return out"""),
    ('step', 'with a mistake in one line: Line 3: `return np.tanh((', r"""
def my_step(params, x, h):
    return np.tanh((x @ params.W_ih.T + h @ params.W_hh.T + params.b_h).mean(axis=0))"""),
    ('sensitivities', 'step t and all later ones nudged', r"""
def my_sensitivities(loss, xs, eps):
    found = np.zeros(len(xs))
    for t in range(len(xs)):
        d = np.zeros(len(xs)); d[t:] = eps
        found[t] = (loss(xs + d) - loss(xs - d)) / (2 * eps)
    return found"""),
    ('sensitivities', 'dxs brought to length 1. In your code, line 4', r"""
def my_sensitivities(loss, xs, eps):
    g = np.array([(loss(xs + eps * e) - loss(xs - eps * e)) / (2 * eps) for e in np.eye(len(xs))])
    return g / np.linalg.norm(g)"""),
    ('step', "one sequence's state, or input, for all", r"""
def my_step(params, x, h):
    a = params.b_h
    a += x[0] @ params.W_ih.T
    return np.tanh(a + h @ params.W_hh.T)"""),
    ('step', 'Line 3: `return np.tanh(np.dot(h, params.W_hh.T) + np.dot(x, params.W_ih.T) + params.b_h.reshape(-1, 1))`', r"""
def my_step(params, x, h):
    return np.tanh(np.dot(h, params.W_hh.T) + np.dot(x, params.W_ih.T) + params.b_h.reshape(-1, 1))"""),
    ('paths', 'This is the right number with quotes around it: write 4096', "my_count = '4096'"),
    ('paths', '2048 is the right number with a factor 2 missing. How many states', 'my_count = 4**6 / 2'),
    ('paths', '2 is what you get with `^` in place of `**`. Why: in Python a power ', 'my_count = 4 ^ 6'),
    ('jacobian', 'the slopes on the wrong side of W_hh', r"""
def my_jacobian(W_hh, hs):
    J = np.eye(len(W_hh))
    for h in hs[1:]:
        J = (1 - h**2) * W_hh @ J
    return J"""),
    ('jacobian', 'tanh′ missing', '(1 - h**2) * W_hh → W_hh'),
    ('jacobian', 'a factor for h_0 too', 'hs[1:] → hs\n2) * → 2)[:, None] *'),
    ('jacobian', 'Line 4: `for h in hs[1:-1]:`', '1:] → 1:-1]\n2) * → 2)[:, None] *'),
    ('jacobian', 'the result transposed', '2) * → 2)[:, None] *\nreturn J → return J.T'),
    ('jacobian', 'ones in place of the identity to begin with', 'eye(len(W_hh) → ones_like(W_hh\n2) * → 2)[:, None] *'),
    ('jacobian', 'a sum over steps',
     'eye(len(W_hh) → zeros_like(W_hh\n'
     '= (1 - h**2) * W_hh @ J → += (1 - h**2)[:, None] * W_hh'),
    ('jacobian', 'the square missing in tanh′', 'h**2) → h)[:, None]'),
    ('jacobian', 'a plus where tanh′ has its minus', '- h**2) → + h**2)[:, None]'),
    ('jacobian', 'Line 4: `for t in range(1, len(hs) - 1):`', 'h in hs[1:] → t in range(1, len(hs) - 1)\nh**2) → hs[t + 1]**2)[:, None]'),
    ('jacobian', 'a slope of 1/4, or another constant', '(1 - h**2) → 0.25'),
    ('jacobian', 'the root of tanh′', '(1 - h**2) → np.sqrt(1 - h**2)[:, None]'),
    ('jacobian', 'one step alone, the last or the first', r"""
def my_jacobian(W_hh, hs):
    h = hs[-1]
    return (1 - h**2)[:, None] * W_hh"""),
    ('jacobian', '`return` inside the loop', r"""
def my_jacobian(W_hh, hs):
    J = np.eye(len(W_hh))
    for h in hs[1:]:
        J = (1 - h**2)[:, None] * W_hh @ J
        return J"""),
    ('jacobian', 'one slope for all steps together', r"""
def my_jacobian(W_hh, hs):
    T = len(hs) - 1
    return np.diag(1 - hs[-1] ** 2) @ np.linalg.matrix_power(W_hh, T)"""),
    ('jacobian', 'an elementwise product', r"""
def my_jacobian(W_hh, hs):
    H = len(W_hh)
    J = np.zeros((H, H))
    for i in range(H):
        for j in range(H):
            p = 1.0
            for h in hs[1:]:
                p *= (1 - h[i] ** 2) * W_hh[i, j]
            J[i, j] = p
    return J"""),
    ('jacobian', 'slopes that pile up', r"""
def my_jacobian(W_hh, hs):
    J = np.eye(len(W_hh))
    for h in hs[1:]:
        W_hh *= (1 - h**2)[:, None]
        J = W_hh @ J
    return J"""),
    ('tied_gradient', 'the mean over the copies', r"""
def my_tied_gradient(untied):
    return untied.mean(axis=0)"""),
    ('tied_gradient', 'one copy alone, the last or the first', 'untied.mean(axis=0) → untied[0]'),
    ('tied_gradient', 'the wrong axis', 'mean(axis=0 → sum(axis=1'),
    ('tied_gradient', 'dW_hh transposed', 'mean(axis=0) → sum(axis=0).T'),
    ('tied_gradient', "the gradients' sizes added", 'untied.mean → np.abs(untied).sum'),
    ('tied_gradient', 'the median of the copies', 'untied.mean(axis → np.median(untied, axis'),
    ('tied_gradient', 'the last copy left out', 'untied.mean → untied[:-1].sum'),
    ('tied_gradient', 'all rows of dW_hh kept where the last is asked for', 'untied.mean(axis → np.cumsum(untied, axis'),
    ('tied_gradient', "a division by the notebook's number of steps", 'mean(axis=0) → sum(axis=0) / 6'),
    ('tied_gradient', 'the sign of dW_hh turned round', 'untied.mean → -untied.sum'),
    ('tied_gradient', 'a weighted mean of the copies',
     'untied.mean(axis=0 → np.average(untied, axis=0, weights=np.arange(1, len(untied) + 1)'),
    ('tied_gradient', 'the sum clipped', 'untied.mean(axis=0 → np.clip(untied.sum(axis=0), -1, 1'),
    ('tied_gradient', "the matrix product of the copies' gradients", r"""
def my_tied_gradient(untied):
    g = np.eye(untied.shape[1])
    for u in untied:
        g = u @ g
    return g"""),
    ('tied_gradient', 'This is the gradient of the shared matrix with the right n', r"""
def my_tied_gradient(untied):
    total = untied[0]
    for g in untied[1:]:
        total += g
    return total"""),
    ('tied_gradient', 'older copies discounted', r"""
def my_tied_gradient(untied):
    w = 0.9 ** np.arange(len(untied))[::-1]
    return np.tensordot(w, untied, 1)"""),
    ('four_readings', 'imm×imm does not belong here. imm×imm: it keeps only what W at step ',
     'my_readings = {"imm×imm"}'),
    ('four_readings', 'total×total does not belong here. total×total: the first factor counts',
     'my_readings = {"imm×total","total×imm","total×total"}'),
    ('four_readings', "'total' is none of the names that belong here: write some of 'imm×total'", 'my_readings = {"total"}'),
    ('bptt', 'states run anew from h_0 = 0', r"""
def my_bptt(params, xs, hs, dhs):
    g = rnn.backward(params, rnn.forward(params, xs), dhs)
    return g.total, g.W_ih, g.W_hh, g.b_h"""),
    ('bptt', 'the immediate gradient added twice', r"""
def my_bptt(params, xs, hs, dhs):
    total = np.zeros_like(hs)
    dW_ih, dW_hh, db_h = (np.zeros_like(w) for w in params[:3])
    carried = dhs[-1]
    for t in range(len(dhs), 0, -1):
        total[t] = dhs[t - 1] + carried
        delta = (1 - hs[t] ** 2) * total[t]
        dW_ih += delta.T @ xs[t - 1]; dW_hh += delta.T @ hs[t - 1]; db_h += delta.sum(0)
        carried = delta @ params.W_hh
    total[0] = carried
    return total, dW_ih, dW_hh, db_h"""),
    ('gradient_check', 'a difference to one side only', r"""
def my_numerical_gradient(f, W, eps):
    base = f(W); out = []
    for r in range(len(W)):
        for c in range(W.shape[1]):
            V = W.copy(); V[r, c] -= eps
            out.append((base - f(V)) / eps)
    return np.reshape(out, W.shape)"""),
    ('gradient_check', '`/ 2 * eps` where `/ (2 * eps)` belongs', r"""
def my_numerical_gradient(f, W, eps):
    G = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        a, b = W.copy(), W.copy()
        a[i] += eps; b[i] -= eps
        G[i] = (f(a) - f(b)) / 2 * eps
    return G"""),
    ('gradient_check', 'a step of its own', 'W) → W); e = 1e-5\neps; b[i] -= eps → e; b[i] -= e\n2 * eps → (2 * e)'),
    ('gradient_check', 'the same number above and below', 'W.copy(), W.copy() → W[:], W[:]\n2 * eps → (2 * eps)'),
    ('gradient_check', 'the second derivative in place of the first', 'f(b)) / 2 * eps → 2 * f(W) + f(b)) / eps ** 2'),
    ('gradient_check', 'half a step', 'eps; b[i] -= eps → eps / 2; b[i] -= eps / 2\n2 * eps → (2 * eps)'),
    ('gradient_check', 'more than one entry moved at a time', r"""
def my_numerical_gradient(f, W, eps):
    return (f(W + eps) - f(W - eps)) / (2 * eps)"""),
    ('gradient_check', 'the entry not put back', r"""
def my_numerical_gradient(f, W, eps):
    G, P = np.zeros_like(W), W.copy()
    for i in np.ndindex(W.shape):
        P[i] = W[i] + eps
        up = f(P)
        P[i] = W[i] - eps
        G[i] = (up - f(P)) / (2 * eps)
    return G"""),
    ('gradient_check', 'with a step in proportion to the entry', r"""
def my_numerical_gradient(f, W, eps):
    G = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        h = eps * abs(W[i])
        a, b = W.copy(), W.copy()
        a[i] += h; b[i] -= h
        G[i] = (f(a) - f(b)) / (2 * h)
    return G"""),
    ('gradient_check', 'gradient transposed', r"""
def my_numerical_gradient(f, W, eps):
    G = np.zeros(W.T.shape)
    for i, j in np.ndindex(W.shape):
        a, b = W.copy(), W.copy()
        a[i, j] += eps; b[i, j] -= eps
        G[j, i] = (f(a) - f(b)) / (2 * eps)
    return G"""),
    ('gradient_check', '`return` inside the loop: it ends the function in the first round. In your code, line 8: `return G`', r"""
def my_numerical_gradient(f, W, eps):
    G = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        a, b = W.copy(), W.copy()
        a[i] += eps; b[i] -= eps
        G[i] = (f(a) - f(b)) / (2 * eps)
        return G"""),
    ('gradient_check', 'one step of ε and a division by 2ε', r"""
def my_numerical_gradient(f, W, eps):
    G = np.zeros_like(W); base = f(W)
    for i in np.ndindex(W.shape):
        a = W.copy(); a[i] += eps
        G[i] = (f(a) - base) / (2 * eps)
    return G"""),
    ('update_at_end', 'W_hh updated inside the loop', r"""
def my_training_step(params, xs, hs, dhs, learning_rate):
    W_ih, W_hh, b_h = params[0].copy(), params[1].copy(), params[2].copy()
    carried = np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        delta = (1 - hs[t] ** 2) * (dhs[t - 1] + carried)
        W_ih -= learning_rate * delta.T @ xs[t - 1]
        W_hh -= learning_rate * delta.T @ hs[t - 1]
        b_h -= learning_rate * delta.sum(axis=0)
        carried = delta @ W_hh
    return W_ih, W_hh, b_h"""),
    ('update_at_end', 'its sign flipped and W_hh updated inside the loop',
     'W_ih -= → W_ih +=\n'
     'W_hh -= → W_hh +=\n'
     'b_h -= → b_h +='),
    ('update_at_end', 'h_t where h_{t-1} belongs in dW_hh and W_hh updated inside the loop', '@ hs[t - 1] → @ hs[t]'),
    ('update_at_end', 'with weight decay besides', r"""
def my_training_step(params, xs, hs, dhs, learning_rate):
    g = rnn.backward(params, rnn.forward(params, xs, hs[0]), dhs)
    return tuple(w - learning_rate * (d + 1e-2 * w) for w, d in zip(params[:3], (g.W_ih, g.W_hh, g.b_h)))"""),
    ('update_at_end', 'with each gradient cut to length 1', '(d + 1e-2 * w → d / np.linalg.norm(d'),
    ('bptt', 'dW_ih, dW_hh and db_h not summed over its first axis', r"""
def my_bptt(params, xs, hs, dhs):
    g = rnn.backward(params, rnn.forward(params, xs, hs[0]), dhs)
    D = g.deltas
    return g.total, np.einsum("tbi,tbj->bij", D, xs), np.einsum("tbi,tbj->bij", D, hs[:-1]), D.sum(0)"""),
    ('update_at_end', 'the outer products the wrong way round', r"""
def my_training_step(params, xs, hs, dhs, lr):
    g = rnn.backward(params, rnn.forward(params, xs, hs[0]), dhs)
    return params.W_ih - lr * g.W_ih, params.W_hh - lr * g.W_hh.T, params.b_h - lr * g.b_h"""),
    ('update_at_end', 'the mean over steps in place of the sum', r"""
def my_training_step(params, xs, hs, dhs, lr):
    g = rnn.backward(params, rnn.forward(params, xs, hs[0]), dhs)
    n = xs.shape[0] * xs.shape[1]
    return params.W_ih - lr * g.W_ih / n, params.W_hh - lr * g.W_hh / n, params.b_h - lr * g.b_h / n"""),
    ('update_at_end', 'Line 3: `for _ in range(2):`', r"""
def my_training_step(params, xs, hs, dhs, lr):
    for _ in range(2):
        g = rnn.backward(params, rnn.forward(params, xs, hs[0]), dhs)
        params = training.sgd(params, g, lr)
    return params[:3]"""),
    ('slope', '-0.1 is what you get with another base of the logarithm. Why: the no', 'my_slope = -0.10'),
    ('slope', '0.8 is what you get with ρ, or σ_max, where the logarithm of ρ belongs. Why: the nor', 'my_slope = 0.8'),
    ('slope', '0.285179 is what you get with σ_max in place of ρ. Why: one step stretches', 'my_slope = np.log(1.33)'),
    ('slope', '1.33 is what you get with ρ, or σ_max, where the logarithm of ρ belongs', 'my_slope = 1.33'),
    ('slope', '-0.2299 is what you get with the first steps still in it: a slope me', 'my_slope = -0.2299'),
    ('slope', '-0.3 is what you get with the first steps still in it: a slope measu', 'my_slope = -0.30'),
    ('slope', '0.0620354 is what you get with ρ and σ_max multiplied. Why: one step stretches', 'my_slope = np.log(0.8*1.33)'),
    ('bound', 'ρ in place of σ_max', r"""
def my_bound(W_hh, lag):
    return max(abs(np.linalg.eigvals(W_hh))) ** lag"""),
    ('bound', 'the Frobenius norm over √H', 'max(abs(np.linalg.eigvals → (np.linalg.norm(W_hh) / np.sqrt(len'),
    ('bound', 'the Frobenius norm', r"""
def my_bound(W_hh, lag):
    return np.linalg.norm(W_hh) ** lag"""),
    ('bound', 'the lag one too long', 'norm(W_hh) ** lag → svd(W_hh)[1][0] ** (lag + 1)'),
    ('bound', 'the norm of W_hh^lag', 'W_hh) ** lag → np.linalg.matrix_power(W_hh, lag), 2)'),
    ('bound', 'the largest entry', 'linalg.norm(W_hh → abs(W_hh).max('),
    ('bound', 'the largest sum of a row or column', 'W_hh) → W_hh, 1)'),
    ('bound', 'the determinant, or the trace', 'np.linalg.norm(W_hh → abs(np.linalg.det(W_hh)'),
    ('bound', "the logistic function's slope, ¼", 'np.linalg.norm(W_hh → (np.linalg.norm(W_hh, 2) / 4'),
    ('bound', 'the sum, or the mean, of the singular values', 'norm(W_hh → svd(W_hh, compute_uv=False).sum('),
    ('bound', 'an eigenvalue without its size', 'norm(W_hh → eigvals(W_hh).real.max('),
    ('bound', 'all singular values', 'norm(W_hh → svd(W_hh, compute_uv=False'),
    ('bound', 'a division by √H, or a factor', 'linalg.norm(W_hh → sqrt(len(W_hh)) * np.linalg.norm(W_hh, 2'),
    ('bound', 'a constant, whatever W_hh is', 'np.linalg.norm(W_hh) ** lag → 1.0'),
    ('bound', 'an eigenvalue of the symmetric part', 'norm(W_hh → eigvalsh((W_hh + W_hh.T) / 2).max('),
    ('bound', 'a product with the lag where a power belongs', r"""
def my_bound(W_hh, lag):
    return lag * np.linalg.norm(W_hh, 2)"""),
    ('bound', 'ρ in place of σ_max and the lag one too long', r"""
def my_bound(W_hh, lag):
    return gradients.spectral_radius(W_hh) ** (lag + 1)"""),
    ('missing', 'the first k steps kept in place of the last', r"""
def my_missing(contributions, k):
    w = contributions.sum(0); return np.linalg.norm(w - contributions[:k].sum(0)) / np.linalg.norm(w)"""),
    ('missing', 'one step kept in place of k', ':k].sum(0) → -k]'),
    ('missing', 'one step too many kept', ':k → -k - 1:'),
    ('missing', 'the spectral norm', ':k].sum(0)) / np.linalg.norm(w → -k:].sum(0), 2) / np.linalg.norm(w, 2'),
    ('missing', 'a transpose put in, twice',
     '0); return np.linalg.norm(w - contributions[:k].sum(0 → -1); return np.linalg.norm(w - contributions[-k:].sum(-1'),
    ('missing', 'the first k steps left out in place of the others',
     'w - contributions → contributions'),
    ('missing', 'the norms added up', r"""
def my_missing(contributions, k):
    n = np.linalg.norm(contributions, axis=(1, 2)); return n[:-k].sum() / n.sum()"""),
    ('missing', "no division by the gradient's norm", r"""
def my_missing(contributions, k):
    return np.linalg.norm(contributions.sum(0) - contributions[-k:].sum(0))"""),
    ('missing', 'with the squares of missing', r"""
def my_missing(contributions, k):
    w = contributions.sum(0); d = w - contributions[-k:].sum(0)
    return (d ** 2).sum() / (w ** 2).sum()"""),
    ('missing', 'a ratio for every entry',
     'd = w - → kept =\n'
     '(d ** 2).sum() / (w ** 2).sum( → np.linalg.norm((w - kept) / w'),
    ('missing', 'absolute values summed', r"""
def my_missing(contributions, k):
    w = np.abs(contributions).sum(0); return np.linalg.norm(w - np.abs(contributions[-k:]).sum(0)) / np.linalg.norm(w)"""),
    ('missing', 'This is what is missing with the right numbers, but it cha', r"""
def my_missing(contributions, k):
    w = np.linalg.norm(contributions.sum(0)); contributions[-k:] = 0
    return np.linalg.norm(contributions.sum(0)) / w"""),
    ('statements', 'B does not belong here. B: false: σ_max > 1 is necessary for explodi', 'my_answer = {"A","B"}'),
    ('statements', 'C does not belong here. C: false: every singular value of W_hh is 1,', 'my_answer = {"A","C","E"}'),
    ('statements', 'B, C, D do not belong here. B: false: σ_max > 1 is necessary for exp', 'my_answer = {"B","C","D"}'),
    ('statements', "'G' is none of the names that belong here: write some of 'A', 'B', 'C', ", 'my_answer = {"A","G"}'),
    ('statements', "The answer is a list of 6 values; some of 'A', 'B', 'C', '",
     'my_answer = [True,False,False,False,True,False]'),
    ('clip', 'a norm for each array', r"""
def my_clip(gradients, threshold):
    out = []
    for g in gradients:
        n = np.linalg.norm(g)
        out.append(g * min(1, threshold / n))
    return tuple(out)"""),
    ('clip', 'a norm that grows from array to array',
     'out = → sq, out = 0.0,\n'
     'n = np.linalg.norm(g → sq += np.sum(g ** 2\n'
     'n) → np.sqrt(sq))'),
    ('clip', 'short gradients stretched as well', r"""
def my_clip(gradients, threshold):
    n = np.sqrt(sum(np.sum(g * g) for g in gradients))
    return tuple(threshold / n * g for g in gradients)"""),
    ('clip', 'the biases left out of the norm',
     'np.sum(g * g) for g in gradients → (g ** 2).sum() for g in gradients if g.ndim > 1\n'
     'threshold / n * g → g * min(1.0, threshold / n)'),
    ('clip', 'the spectral norm of the matrices',
     'sum(g * g) → linalg.norm(g, 2) ** 2\n'
     'threshold / n * g → g * min(1.0, threshold / n)'),
    ('clip', 'with a division by zero',
     'np.sqrt(sum(np.sum(g * g → math.sqrt(sum(float((g ** 2).sum()\n'
     'threshold / n → min(1.0, threshold / n)'),
    ('clip', 'with a comparison with another number than the threshold',
     'n = np.sqrt(sum(np.sum(g * g → n=np.sqrt(sum((g**2).sum(\n'
     'threshold / n * → g/n*threshold if n>10 else'),
    ('clip', 'no square root', r"""
def my_clip(gradients, threshold):
    n = sum((g ** 2).sum() for g in gradients)
    return tuple(g * min(1, threshold / n) for g in gradients)"""),
    ('clip', 'the largest of the five norms',
     'n = sum((g ** 2).sum( → biggest = max(np.linalg.norm(g\n'
     '1, threshold / n → 1.0, threshold / biggest'),
    ('clip', 'the sum of absolute values as the norm', '(g ** 2 → np.abs(g\n1 → 1.0'),
    ('clip', 'arrays of several shapes put into one',
     'sum((g ** 2).sum() for g in gradients → np.linalg.norm(gradients'),
    ('clip', 'Line 4: `if n < threshold:`', r"""
def my_clip(gradients, threshold):
    n = np.sqrt(sum((g ** 2).sum() for g in gradients))
    if n < threshold:
        return tuple(g * threshold / n for g in gradients)
    return gradients"""),
    ('clip', 'only W_hh scaled', r"""
def my_clip(gradients, threshold):
    W_ih, W_hh, b_h, W_ho, b_o = gradients
    n = np.linalg.norm(W_hh)
    return W_ih, W_hh * min(1, threshold / n), b_h, W_ho, b_o"""),
    ('clip', 'an array of shape (22,) returned; expected 5 values', r"""
def my_clip(gradients, threshold):
    v = np.concatenate([g.ravel() for g in gradients])
    return v * min(1, threshold / np.linalg.norm(v))"""),
    ('clip', 'Line 4: `return tuple(g * min(1, threshold ** 2 / n2) for g in gradien', r"""
def my_clip(gradients, threshold):
    n2 = sum((g ** 2).sum() for g in gradients)
    return tuple(g * min(1, threshold ** 2 / n2) for g in gradients)"""),
    ('clip', 'every entry clipped by itself', r"""
def my_clip(gradients, threshold):
    return tuple(np.minimum(g, threshold) for g in gradients)"""),
    ('clip', 'This is clipping by global norm with nothing returned: my_', r"""
def my_clip(gradients, threshold):
    n = np.sqrt(sum((g ** 2).sum() for g in gradients))
    for g in gradients:
        g *= min(1, threshold / n)"""),
    ('clip', 'a comparison with 1 in place of the threshold', r"""
def my_clip(gradients, threshold):
    norm = np.sqrt(sum((g ** 2).sum() for g in gradients))
    if norm > 1:
        return tuple(threshold / norm * g for g in gradients)
    return tuple(gradients)"""),
    ('share', "0.0002 is the right number with per cent in its place. W", 'my_share = 2e-4'),
    ('sentences', 'C does not belong here. C: false: the slope of the logistic function',
     "my_answer = {'B', 'C', 'D'}"),
    ('sentences', "F does not belong here. F: false: in the runs above the clipped net'",
     "my_answer = {'B', 'D', 'F'}"),
    ('lower_triangular', 'B does not belong here. B: entries above the diagonal are exactly',
     "my_reasons = {'A', 'B', 'D'}"),
    ('lower_triangular', 'C does not belong here. C: a full W_hh gives the same triangle. It c', "my_reasons = {'C'}"),
    ('steps_back', '10000 is what you get with all passes equally long. Why: loss k asks', 'my_count = 100 * 100'),
    ('letter_blame', 'W_hh the wrong way round', r"""
def my_letter_blame(params, hs, dhs):
    T, H = dhs.shape
    X, rows = np.zeros((T, T)), np.zeros((T, H))
    for t in range(T, 0, -1):
        rows[t - 1] = dhs[t - 1]
        d = (1 - hs[t] ** 2) * rows
        X[:, t - 1] = np.linalg.norm(d @ params.W_ih, axis=1)
        rows = d @ params.W_hh.T
    return X"""),
    ('letter_blame', 'the norms of δ_t', 'd @ params.W_ih → d\nW_hh.T → W_hh'),
    ('letter_blame', 'with the squares of X',
     'np.linalg.norm(d @ params.W_ih, axis → ((d @ params.W_ih) ** 2).sum(axis\n'
     'W_hh.T → W_hh'),
    ('letter_blame', "the logistic function's derivative in place of tanh's",
     '(1 - hs[t] ** 2 → hs[t] * (1 - hs[t]\n'
     'W_hh.T → W_hh'),
    ('letter_blame', 'Line 5: `for t in range(1, T + 1):`', 'T, 0, -1 → 1, T + 1\nW_hh.T → W_hh'),
    ('letter_blame', 'rows and columns exchanged', r"""
def my_letter_blame(params, hs, dhs):
    T = len(dhs)
    X = np.zeros((T, T))
    for k in range(1, T + 1):
        g = dhs[k - 1].copy()
        for t in range(k, 0, -1):
            d = (1 - hs[t] ** 2) * g
            X[t - 1, k - 1] = np.linalg.norm(params.W_ih.T @ d)
            g = params.W_hh.T @ d
    return X"""),
    ('letter_blame', 'the upper triangle filled with NaN',
     'zeros((T, T) → full((T, T), np.nan\n'
     '1].copy() → 1]\n'
     't - 1, k → k - 1, t'),
    ('letter_blame', 'the slope of step k at every t', '1].copy() → 1]\nhs[t] → hs[k]\nt - 1, k → k - 1, t'),
    ('letter_blame', 'the immediate gradients alone', r"""
def my_letter_blame(params, hs, dhs):
    T = len(dhs)
    X = np.zeros((T, T))
    for t in range(1, T + 1):
        X[t - 1, t - 1] = np.linalg.norm(params.W_ih.T @ ((1 - hs[t] ** 2) * dhs[t - 1]))
    return X"""),
    ('letter_blame', 'Line 5: `for t in range(T - 1, 0, -1):` A change that mends it: an index one off', r"""
def my_letter_blame(params, hs, dhs):
    T, H = dhs.shape
    X, rows = np.zeros((T, T)), np.zeros((T, H))
    for t in range(T - 1, 0, -1):
        rows[t] = dhs[t]
        d = (1 - hs[t + 1] ** 2) * rows
        X[:, t] = np.linalg.norm(d @ params.W_ih, axis=1)
        rows = d @ params.W_hh
    return X"""),
    ('letter_blame', 'This is the blame of letters with the right numbers, but i', r"""
def my_letter_blame(params, hs, dhs):
    T, H = dhs.shape
    X = np.zeros((T, T))
    for k in range(T):
        g = dhs[k]
        for t in range(k, -1, -1):
            g *= 1 - hs[t + 1] ** 2
            X[k, t] = np.linalg.norm(g @ params.W_ih)
            g[:] = g @ params.W_hh
    return X"""),
    ('truncated', 'no truncation at all', r"""
def my_truncated(params, xs, hs, dhs, length):
    T, H = dhs.shape
    a, b, c = np.zeros_like(params.W_ih), np.zeros_like(params.W_hh), 0
    for t in range(T, 0, -1):
        d = (1 - hs[t] ** 2) * (dhs[t - 1] + c)
        a += np.outer(d, xs[t - 1]); b += np.outer(d, hs[t - 1])
        c = params.W_hh.T @ d
    return a, b"""),
    ('truncated', 'a band one step too narrow', r"""
def my_truncated(params, xs, hs, dhs, length):
    a, b = np.zeros_like(params.W_ih), np.zeros_like(params.W_hh)
    for k in range(1, len(dhs) + 1):
        g = dhs[k - 1]
        for t in range(k, max(0, k - length + 1), -1):
            d = (1 - hs[t] ** 2) * g
            a += np.outer(d, xs[t - 1]); b += np.outer(d, hs[t - 1])
            g = params.W_hh.T @ d
    return a, b"""),
    ('truncated', 'h_t where h_{t-1} belongs in dW_hh', 'length + 1 → length\nhs[t - 1]) → hs[t])'),
    ('truncated', 'the outer products the wrong way round', 'length + 1 → length\nd, hs[t - 1] → hs[t - 1], d'),
    ('truncated', 'steps before step 1', 'max(0, k - length + 1) → k - length'),
    ('truncated', 'tanh′ read off the step before', 'length + 1 → length\nt] → t - 1]'),
    ('truncated', 'dL/dh_t carried back in place of δ_t', 'length + 1 → length\n@ d → @ g'),
    ('truncated', 'pieces in place of a band', r"""
def my_truncated(params, xs, hs, dhs, length):
    T = len(dhs)
    a, b = np.zeros_like(params.W_ih), np.zeros_like(params.W_hh)
    for s in range(0, T, length):
        c = 0
        for t in range(min(s + length, T), s, -1):
            d = (1 - hs[t] ** 2) * (dhs[t - 1] + c)
            a += np.outer(d, xs[t - 1]); b += np.outer(d, hs[t - 1])
            c = params.W_hh.T @ d
    return a, b"""),
    ('truncated', 'x_{t+1} where x_t belongs in dW_ih', r"""
def my_truncated(params, xs, hs, dhs, length):
    a, b = np.zeros_like(params.W_ih), np.zeros_like(params.W_hh)
    T = len(dhs)
    for k in range(1, T + 1):
        g = dhs[k - 1]
        for t in range(k, max(0, k - length), -1):
            d = (1 - hs[t] ** 2) * g
            a += np.outer(d, xs[t % T]); b += np.outer(d, hs[t - 1])
            g = params.W_hh.T @ d
    return a, b"""),
    ('truncated', 'one loss alone, the first or the last', r"""
def my_truncated(params, xs, hs, dhs, length):
    a, b = np.zeros_like(params.W_ih), np.zeros_like(params.W_hh)
    T = len(dhs); g = dhs[-1]
    for t in range(T, max(0, T - length), -1):
        d = (1 - hs[t] ** 2) * g
        a += np.outer(d, xs[t - 1]); b += np.outer(d, hs[t - 1])
        g = params.W_hh.T @ d
    return a, b"""),
    ('truncated', 'tanh′ applied twice on the way back', r"""
def my_truncated(params, xs, hs, dhs, length):
    a, b = np.zeros_like(params.W_ih), np.zeros_like(params.W_hh)
    for k in range(1, len(dhs) + 1):
        g = dhs[k - 1]
        for t in range(k, max(0, k - length), -1):
            g = (1 - hs[t] ** 2) * g
            a += np.outer(g, xs[t - 1]); b += np.outer(g, hs[t - 1])
            g = params.W_hh.T @ ((1 - hs[t] ** 2) * g)
    return a, b"""),
    ('letter_blame', 'a loss that joins at another step than its own', r"""
def my_letter_blame(params, hs, dhs):
    T, H = dhs.shape
    X, rows = np.zeros((T, T)), np.zeros((T, H))
    for t in range(T, 0, -1):
        X[:, t - 1] = np.linalg.norm(((1 - hs[t] ** 2) * rows) @ params.W_ih, axis=1)
        rows = ((1 - hs[t] ** 2) * rows) @ params.W_hh
        rows[t - 1] = dhs[t - 1]
    return X"""),
    ('truncated', 'Line 7: `d=(1-hs[t]**2)*g; a+=np.outer(d,xs[t]); b+=np.outer(d,hs[t-1]); g=params.W_hh.T@d`', r"""
def my_truncated(params, xs, hs, dhs, length):
    a,b=np.zeros_like(params.W_ih),np.zeros_like(params.W_hh)
    for k in range(1,len(dhs)+1):
        g=dhs[k-1]
        for t in range(k,max(0,k-length),-1):
            d=(1-hs[t]**2)*g; a+=np.outer(d,xs[t]); b+=np.outer(d,hs[t-1]); g=params.W_hh.T@d
    return a,b"""),
    ('truncated', 'Line 6: `for t in range(k,max(0,k-length),-1):` A change that mends it: an index one off',
     '1,len(dhs)+1 → len(dhs)\n'
     'k-1 → k\n'
     't]**2)*g; a+=np.outer(d,xs[t]); b+=np.outer(d,hs[t-1 → t+1]**2)*g; a+=np.outer(d,xs[t]); b+=np.outer(d,hs[t'),
    ('truncated', 'a mean over the band',
     't]); b+=np.outer(d,hs[t-1]) → t-1])/length; b+=np.outer(d,hs[t-1])/length'),
    ('letter_blame', 'every row in reverse', r"""
def my_letter_blame(params,hs,dhs):
    T,H=dhs.shape; out=[]
    for k in range(T,0,-1):
        g=dhs[k-1]; r=[]
        for t in range(k,0,-1):
            d=(1-hs[t]**2)*g; r.append(np.linalg.norm(d@params.W_ih)); g=d@params.W_hh
        out.append(r+[0]*(T-k))
    return np.array(out[::-1])"""),
    ('letter_blame', 'entries added up with their signs', r"""
def my_letter_blame(params,hs,dhs):
    T,H=dhs.shape; X=np.zeros((T,T)); rows=np.zeros((T,H))
    for t in range(T,0,-1):
        rows[t-1]=dhs[t-1]; d=(1-hs[t]**2)*rows; X[:,t-1]=(d@params.W_ih).sum(1); rows=d@params.W_hh
    return X"""),
    ('lstm_step', 'the gates in another order', r"""
def my_lstm_step(params, x, h, c):
    a = np.concatenate([x, h], axis=1) @ np.hstack([params.W_ih, params.W_hh]).T + params.b_h
    H = h.shape[1]
    f, i, o, g = a[:, :H], a[:, H:2*H], a[:, 2*H:3*H], a[:, 3*H:]
    c = sigma(f) * c + sigma(i) * np.tanh(g)
    return sigma(o) * np.tanh(c), c"""),
    ('lstm_step', 'σ where g has its tanh', r"""
def my_lstm_step(params, x, h, c):
    a_i, a_f, a_g, a_o = np.split(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h, 4, axis=1)
    i, f, g, o = map(sigma, (a_i, a_f, a_g, a_o))
    c = f * c + i * g
    return o * np.tanh(c), c"""),
    ('lstm_step', 'i tied to 1 − f',
     'i, f, g, o = map(sigma, (a_i, a_f, a_g, a_o) → f = sigma(a_f\n'
     'i * g → (1 - f) * np.tanh(a_g)\n'
     'return o * → return sigma(a_o) *'),
    ('lstm_step', 'σ with its sign turned',
     'i, f, g, o = map(sigma, (a_i, a_f, a_g, a_o → s = lambda a: 1 / (1 + np.exp(a\n'
     'f * c + i * g → s(a_f) * c + s(a_i) * np.tanh(a_g)\n'
     'return o * → return s(a_o) *'),
    ('lstm_step', 'a hard σ, made of straight lines',
     'i, f, g, o = map(sigma, (a_i, a_f, a_g, a_o) → hard = lambda a: np.clip(0.2 * a + 0.5, 0, 1\n'
     'f * c + i * g → hard(a_f) * c + hard(a_i) * np.tanh(a_g)\n'
     'return o * → return hard(a_o) *'),
    ('lstm_step', 'the old c in the output', r"""
def my_lstm_step(params, x, h, c):
    a_i, a_f, a_g, a_o = np.split(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h, 4, axis=1)
    new = sigma(a_f) * c + sigma(a_i) * np.tanh(a_g)
    return sigma(a_o) * np.tanh(c), new"""),
    ('lstm_step', 'no forget gate', 'new = sigma(a_f) * → c =\n, new → , c'),
    ('lstm_step', 'the input gate on the old content',
     'new = sigma(a_f) * c + sigma(a_i) * np.tanh(a_g → c = sigma(a_i) * (sigma(a_f) * c + np.tanh(a_g)\n'
     ', new → , c'),
    ('lstm_step', 'a tanh on the cell state',
     'new = sigma(a_f) * c + sigma(a_i) * np.tanh(a_g → c = np.tanh(sigma(a_f) * c + sigma(a_i) * np.tanh(a_g)\n'
     'np.tanh(c), new → c, c'),
    ('lstm_step', 'with the forget gate read as the share to forget',
     'new = sigma(a_f) * c + sigma(a_i → c = (1 - sigma(a_i)) * c + sigma(a_f\n'
     ', new → , c'),
    ('lstm_step', "W_hh's blocks the wrong way round", r"""
def my_lstm_step(params, x, h, c):
    Wi, Wf, Wg, Wo = np.split(params.W_hh, 4)
    Vi, Vf, Vg, Vo = np.split(params.W_ih, 4)
    bi, bf, bg, bo = np.split(params.b_h, 4)
    i = sigma(x @ Vi.T + h @ Wi + bi)
    f = sigma(x @ Vf.T + h @ Wf + bf)
    g = np.tanh(x @ Vg.T + h @ Wg + bg)
    o = sigma(x @ Vo.T + h @ Wo + bo)
    c = f * c + i * g
    return o * np.tanh(c), c"""),
    ('lstm_step', 'the tanh around o ⊙ c', r"""
def my_lstm_step(params, x, h, c):
    a_i, a_f, a_g, a_o = np.split(x @ params.W_ih.T + h @ params.W_hh.T + params.b_h, 4, axis=1)
    c = sigma(a_f) * c + sigma(a_i) * np.tanh(a_g)
    return np.tanh(sigma(a_o) * c), c"""),
    ('lstm_step', 'tanh on the gates', 'sigma(a_o) * c → a_o) * np.tanh(c'),
    ('lstm_step', 'no output gate', 'sigma(a_o) * c → c'),
    ('lstm_step', 'c_{t-1} where h_{t-1} belongs', '+ h @ → + c @\nnp.tanh(sigma(a_o) * c → sigma(a_o) * np.tanh(c'),
    ('lstm_step', 'the gates interleaved', r"""
def my_lstm_step(params, x, h, c):
    a = x @ params.W_ih.T + h @ params.W_hh.T + params.b_h
    i, f, g, o = a[:, 0::4], a[:, 1::4], a[:, 2::4], a[:, 3::4]
    c = sigma(f) * c + sigma(i) * np.tanh(g)
    return sigma(o) * np.tanh(c), c"""),
    ('forget_bias', 'the share not used, as in the chrono rule', r"""
def my_forget_bias(lag, share):
    return np.log(lag - 1)"""),
    ('forget_bias', 'σ applied in place of undone', 'np.log(lag - 1 → sigma(share ** (1 / lag)'),
    ('forget_bias', 'b_f rounded to 2 digits',
     'np.log(lag - 1 → round(float(np.log(share ** (1 / lag) / (1 - share ** (1 / lag)))), 2'),
    ('forget_bias', 'the share divided by the lag', r"""
def my_forget_bias(lag, share):
    f = share / lag
    return np.log(f / (1 - f))"""),
    ('forget_bias', 'the lag-th power where the lag-th root belongs', 'share / lag → share ** lag'),
    ('forget_bias', '`f = share ** (1 / (lag - 1))` A change that mends it: a term left out', '/ lag → ** (1 / (lag - 1))'),
    ('forget_bias', 'Line 4: `return np.log(f / (1 - f)) - np.log(share)`',
     '/ lag → ** (1 / lag)\n'
     'f)) → f)) - np.log(share)'),
    ('forget_bias', '1 − share where the share belongs', 'share / lag → (1 - share) ** (1 / lag)'),
    ('forget_bias', 'Line 4: `return np.log(f / 1 - f)`', '/ lag → ** (1 / lag)\n(1 - f) → 1 - f'),
    ('forget_bias', 'with no logarithm in σ⁻¹', '/ lag → ** (1 / lag)\nnp.log(f / (1 - f) → f / (1 - f'),
    ('forget_bias', 'one step too few', '/ lag → ** (1 / max(lag - 1, 1))'),
    ('forget_bias', 'a logarithm to another base', r"""
def my_forget_bias(lag, share):
    f = np.exp(np.log(share) / lag)
    return np.log10(f / (1 - f))"""),
    ('forget_bias', 'the logarithm of f in place of σ⁻¹', 'log10(f / (1 - f) → log(f'),
    ('broken', 'I does not belong here. I: its gradient is right. Rolled are all T +',
     'my_broken = {"B", "C", "E", "G", "H", "I", "J"}'),
    ('broken', "The answer is a list of 3 values; some of 'A', 'B', 'C', '", 'my_broken = [1, 2, 3]'),
    ('mistakes_made', 'The number of B is wrong. B: 9 does not belong here. Which of its argum',
     'my_mistakes = {"B": 9, "C": 7, "D": 2, "E": 1, "G": 3, "H": 5, "J": 8}'),
    ('mistakes_made', 'The number of H is wrong. H: 6 does not belong here. What does Python t',
     'my_mistakes = {"B": 4, "C": 7, "D": 2, "E": 1, "G": 3, "H": 6, "J": 8}'),
    ('mistakes_made', 'The number of J is wrong. J: 4 does not belong here. For which t does t',
     'my_mistakes = {"B": 4, "C": 7, "D": 2, "E": 1, "G": 3, "H": 5, "J": 4}'),
    ('lstm_step', "one sequence's state, or input, for all", r"""
def my_lstm_step(params, x, h, c):
    i, f, g, o = [np.empty_like(h) for _ in range(4)]
    for gate, k, act in ((i, 0, sigma), (f, 1, sigma), (g, 2, np.tanh), (o, 3, sigma)):
        H = h.shape[1]
        W, V, b = params.W_hh[k * H:(k + 1) * H], params.W_ih[k * H:(k + 1) * H], params.b_h[k * H:(k + 1) * H]
        for n in range(len(x)):
            gate[n] = act(V @ x[n] + W @ h[0] + b)
    c = f * c + i * g
    return o * np.tanh(c), c"""),
    ('chrono_bias', 'a range that starts at 0', r"""
def my_chrono_bias(u, longest):
    return np.log(u * (longest - 1))"""),
    ('chrono_bias', 'the logarithm left out', 'np.log(u * (longest - 1) → 1 + u * (longest - 2'),
    ('chrono_bias', 'the sign turned round', 'np.log(u * (longest - 1 → -np.log(1 + u * (longest - 2'),
    ('chrono_bias', 'the longest lag for every unit', 'u * (longest - 1 → 1 + (longest - 1)) * np.ones(len(u'),
    ('chrono_bias', 'times spread from T down to 1', 'u * (longest - 1 → longest - 1 - u * (longest - 2'),
    ('chrono_bias', 'b_z averaged over its first axis', 'log(u * (longest - 1) → log1p(u * (longest - 2)).mean('),
    ('chrono_bias', 'the time spread in place of e^b = time − 1', 'u * (longest - 1 → 2 + u * (longest - 2'),
    ('chrono_bias', 'Line 3: `return np.exp(1 + u * (longest - 2))`', 'log(u * (longest - 1 → exp(1 + u * (longest - 2'),
    ('chrono_bias', 'evenly spaced times in place of u',
     'u * (longest - 1 → 1 + np.arange(len(u)) / (len(u) - 1) * (longest - 2'),
    ('chrono_bias', 'the logarithm taken before the stretch', 'u * (longest - 1) → u) * (longest - 2'),
    ('chrono_bias', 'the time spread in place of e^b = time − 1', r"""
def my_chrono_bias(u, longest):
    spans = 1 + u * (longest - 1)
    return np.log(1 + spans)"""),
    ('gru_counts', 'one bias', r"""
def my_counts(n_inputs, n_hidden):
    I, H = n_inputs, n_hidden
    b = H * I + H * H + H
    return b, 4 * b, 3 * b"""),
    ('gru_counts', 'the gates counted without the candidate', 'H + H → H + 2 * H\n4 * b, 3 → 3 * b, 2'),
    ('gru_counts', 'with a single number for each bias', 'H + H → H + 2'),
    ('gru_counts', 'Line 4: `b = I * I + H * H + 2 * H`', 'H * I + H * H + → I * I + H * H + 2 *'),
    ('gru_counts', 'two biases and b_hn besides', 'H + H → H + 2 * H\n3 * b → 3 * b + H'),
    ('gru_counts', 'a readout counted too',
     'H + H → H + 2 * H\n'
     'b, 4 * b, 3 * b → b + H + 1, 4 * b + H + 1, 3 * b + H + 1'),
    ('gru_counts', "with one block's biases for a whole cell",
     'H + H → H\n'
     'b, 4 * b, 3 * b → b + 2 * H, 4 * b + 2 * H, 3 * b + 2 * H'),
    ('gru_counts', 'everything twice', 'H * I + H * H + → 2 * (H * I + H * H) + 2 *'),
    ('gru_counts', 'the three cells in another order', 'H + H → H + 2 * H\nb, 4 * b, 3 * → 4 * b, 3 * b,'),
    ('gru_counts', 'a block for a state', 'H + H → H + 2 * H\n4 * b, 3 → 5 * b, 4'),
    ('gru_convention', "the gates in another order, or left in Keras'", r"""
def my_conversion(kernel, recurrent_kernel, bias):
    kz, kr, kn = np.split(kernel, 3, axis=1)
    uz, ur, un = np.split(recurrent_kernel, 3, axis=1)
    bz, br, bn = np.split(bias, 3, axis=1)
    W_ih = kernel.T
    W_hh = recurrent_kernel.T
    b_h = np.concatenate([bz[0] + bz[1], br[0] + br[1], bn[0]])
    b_hn = bn[1]
    return W_ih, W_hh, b_h, b_hn"""),
    ('gru_convention', 'one of the two biases of r and z left out',
     '= kernel.T → = np.hstack([kr, kz, kn]).T\n'
     '= recurrent_kernel.T → = np.hstack([ur, uz, un]).T\n'
     'bz[0] + bz[1], br[0] + br[1 → br[0], bz[0'),
    ('gru_convention', 'with a mistake in one line: Line 8: `b_h = np.concatenate([br[0] + br[1]',
     '= kernel.T → = np.hstack([kr, kz, kn]).T\n'
     '= recurrent_kernel.T → = np.hstack([ur, uz, un]).T\n'
     'bz[0] + bz[1], br[0] + br[1], bn[0 → br[0] + br[1], bz[0] + bz[1], bn[0] + bn[1'),
    ('gru_convention', "the sign of z's weights flipped",
     '= kernel.T → = np.hstack([kr, -kz, kn]).T\n'
     '= recurrent_kernel.T → = np.hstack([ur, -uz, un]).T\n'
     'bz[0] + bz[1], br[0] + br → br[0] + br[1], -bz[0] - bz'),
    ('gru_convention', 'the mean of the two biases',
     '= kernel.T → = np.hstack([kr, kz, kn]).T\n'
     '= recurrent_kernel.T → = np.hstack([ur, uz, un]).T\n'
     'bz[0] + bz[1], br[0] + br[1] → (br[0] + br[1]) / 2, (bz[0] + bz[1]) / 2'),
    ('gru_convention', "the gates of W_ih left in Keras' order",
     '= kernel.T → = np.hstack([kz, kr, kn]).T\n'
     '= recurrent_kernel.T → = np.hstack([ur, uz, un]).T\n'
     'bz[0] + bz[1], br[0] + br → br[0] + br[1], bz[0] + bz'),
    ('gru_convention', "the gates of the biases left in Keras' order and n's two biases exchanged", r"""
def my_conversion(kernel, recurrent_kernel, bias):
    kz, kr, kn = np.split(kernel, 3, axis=1)
    uz, ur, un = np.split(recurrent_kernel, 3, axis=1)
    bz, br, bn = np.split(bias, 3, axis=1)
    W_ih = np.hstack([kr, kz, kn]).T
    W_hh = np.hstack([ur, uz, un]).T
    b_h = np.concatenate([bz[0] + bz[1], br[0] + br[1], bn[1]])
    b_hn = bn[0]
    return W_ih, W_hh, b_h, b_hn"""),
    ('gru_convention', 'the whole second bias in place of b_hn', r"""
def my_conversion(kernel, recurrent_kernel, bias):
    kz, kr, kn = np.split(kernel, 3, axis=1)
    uz, ur, un = np.split(recurrent_kernel, 3, axis=1)
    bz, br, bn = np.split(bias, 3, axis=1)
    W_ih = np.hstack([kr, kz, kn]).T
    W_hh = np.hstack([ur, uz, un]).T
    b_h = np.concatenate([br[0] + br[1], bz[0] + bz[1], bn[0]])
    b_hn = bias[1]
    return W_ih, W_hh, b_h, b_hn"""),
    ('gru_convention', 'with a mistake in one line: Line 3: `kz, kr, kn = np.split(kernel.reshape(',
     'split(kernel, 3, axis → split(kernel.reshape(kernel.shape[0], -1, 3).transpose(0, 2, 1).reshape(kernel.shape[0], -1), 3, axis\n'
     'bias[1 → bn[1'),
    ('gru_backward', 'n − h_{t-1} where h_{t-1} − n belongs', r"""
def my_backward(W_hh, h_prev, r, z, n, m, dh):
    Wr, Wz, Wn = np.split(W_hh, 3)
    d_n = dh * (1 - z) * (1 - n ** 2)
    d_z = dh * (n - h_prev) * z * (1 - z)
    d_r = d_n * m * r * (1 - r)
    dh_prev = dh * z + d_r @ Wr + d_z @ Wz + (d_n * r) @ Wn
    return d_n, d_z, d_r, dh_prev"""),
    ('gru_backward', 'tanh′ missing', 'z) * (1 - n ** 2) → z)\nn - h_prev → h_prev - n'),
    ('gru_backward', 'σ′ missing', 'n - h_prev) * z * (1 - z → h_prev - n'),
    ('gru_backward', 'with m forgotten in d_r, or something else in its place',
     'n - h_prev → h_prev - n\n'
     '* m * → * h_prev *'),
    ('gru_backward', 'r missing on the way back through W_hn', 'n - h_prev → h_prev - n\n(d_n * r) → d_n'),
    ('gru_backward', 'the direct path forgotten', 'n - h_prev → h_prev - n\ndh * z + d_r → d_r'),
    ('gru_backward', 'Line 7: `dh_prev = dh * z + d_r @ Wr + d_z @ Wz + (d_n @ Wn) * r`', 'n - h_prev → h_prev - n\n* r) @ Wn → @ Wn) * r'),
    ('gru_backward', 'Line 7: `dh_prev = dh * z + d_r @ Wr + d_z @ Wz + (d_n * r) @ Wn.T`', 'n - h_prev → h_prev - n\n@ Wn → @ Wn.T'),
    ('gru_backward', 'one of the three ways back left out', 'n - h_prev → h_prev - n\nd_r @ Wr + d_z → d_z'),
    ('gru_backward', 'one of the two places of z forgotten in d_z', '(n - h_prev) → h_prev'),
    ('gru_backward', 'r in d_n already', 'n - h_prev → h_prev - n\nd_n, → d_n * r,'),
    ('gru_backward', 'with d_r and d_n exchanged',
     'n - h_prev → h_prev - n\n'
     'd_n, d_z, d_r → d_r, d_z, d_n'),
    ('gru_backward', 'tanh′ read off the wrong value', '- n ** → - np.tanh(m) **\nn - h_prev → h_prev - n'),
    ('gru_backward', 'the weights read as interleaved',
     'np.split(W_hh, 3) → W_hh[0::3], W_hh[1::3], W_hh[2::3]\n'
     'n - h_prev → h_prev - n'),
    ('gru_backward', 'one factor of σ′ missing', 'n - h_prev → h_prev - n\n* r * (1 → * (1'),
    ('gru_backward', '`dh` left out', 'dh * (n - h_prev → (h_prev - n'),
    ('gru_backward', 'the wrong gradient at the start of d_r', 'n - h_prev → h_prev - n\n= d_n * m → = dh * z * m'),
    ('gru_backward', "with the direct path forgotten and W_hh's blocks the wrong way round",
     'n - h_prev → h_prev - n\n'
     'dh * z + d_r @ Wr + d_z @ Wz + (d_n * r) @ Wn → d_r @ Wr.T + d_z @ Wz.T + (d_n * r) @ Wn.T'),
    ('gru_backward', "This is the GRU's step back with the right numbers, but it", r"""
def my_backward(W_hh, h_prev, r, z, n, m, dh):
    Wr, Wz, Wn = np.split(W_hh, 3)
    d_n = dh * (1 - z) * (1 - n ** 2)
    d_z = dh * (h_prev - n) * z * (1 - z)
    d_r = d_n * m * r * (1 - r)
    dh_prev = dh * z + d_r @ Wr + d_z @ Wz + (d_n * r) @ Wn
    dh *= z
    return d_n, d_z, d_r, dh_prev"""),
    ('step', 'A change that mends it: a transpose put in, twice.', r"""
def my_step(params, x, h):
    return np.tanh(x @ params.W_ih + h @ params.W_hh + params.b_h)"""),
    ('step', 'with h_t transposed, against what is asked for. In your code, line 3', 'x @ params.W_ih + h @ params.W_hh + params.b_h → params.W_ih @ x.T + params.W_hh @ h.T + params.b_h[:, None]'),
    ('step', 'a matrix product whose inner sizes differ', r"""
def my_step(params, x, h):
    for i in range(len(x)):
        h = np.tanh(params.W_ih @ x[i] + params.W_hh @ h[i] + params.b_h)
    return h"""),
    ('parameter_count', 'one bias for all units, or for each input', r"""
def my_count(n_inputs, n_hidden, n_steps):
    return n_hidden * n_inputs + n_hidden * n_hidden + n_inputs"""),
    ('jacobian', 'the factors in the wrong order: your J matches what that gives, to the last digit. Why: the product is J_T ⋯ J_1: what happens first stands on the right. Each new J_t multiplies from the left. In your code, line 6: `J = J @ J_t`', r"""
def my_jacobian(W_hh, hs):
    J = np.eye(len(W_hh))
    for h in hs[1:]:
        J_t = (1 - h**2)[:, None] * W_hh
        J = J @ J_t
    return J"""),
    ('jacobian', 'W_hh in place of the identity to begin with', 'J @ J_t → J_t @ J\nnp.eye(len(W_hh)) → W_hh'),
    ('jacobian', 'zeros throughout, as products that begin with zeros are', 'J @ J_t → J_t @ J\nnp.eye → 0 * np.eye'),
    ('jacobian', 'a sum over steps: your J matches what that gives, to the last digit. Why: along a path factors are multiplied', 'J @ J_t → J + J_t\nnp.eye → 0 * np.eye'),
    ('update_at_end', 'with `return` inside the loop: it ends the function in the first round. In your code, line', r"""
def my_training_step(params, xs, hs, dhs, learning_rate):
    dW_ih, dW_hh, db_h = (np.zeros_like(w) for w in params[:3])
    carried = np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        delta = (1 - hs[t] ** 2) * (dhs[t - 1] + carried)
        dW_ih += delta.T @ xs[t - 1]
        dW_hh += delta.T @ hs[t - 1]
        db_h += delta.sum(axis=0)
        carried = delta @ params.W_hh
        return (params.W_ih - learning_rate * dW_ih, params.W_hh - learning_rate * dW_hh,
                params.b_h - learning_rate * db_h)"""),
    ('tied_gradient', 'with `return` inside the loop: it ends the function in the first round. In your code, line', r"""
def my_tied_gradient(untied):
    total = np.zeros_like(untied[0])
    for g in untied:
        total += g
        return total"""),
    ('jacobian', 'with `return` inside the loop: it ends the function in the first round. In your code, line', r"""
def my_jacobian(W_hh, hs):
    J = np.eye(len(W_hh))
    for h in hs[1:]:
        J = (1 - h**2)[:, None] * W_hh @ J
        return J"""),
    ('bptt', 'with `return` inside the loop: it ends the function in the first round. In your code, line', r"""
def my_bptt(params, xs, hs, dhs):
    total = np.zeros_like(hs)
    dW_ih, dW_hh, db_h = (np.zeros_like(w) for w in params[:3])
    carried = np.zeros_like(hs[0])
    for t in range(len(dhs), 0, -1):
        total[t] = dhs[t - 1] + carried
        delta = (1 - hs[t] ** 2) * total[t]
        dW_ih += delta.T @ xs[t - 1]
        dW_hh += delta.T @ hs[t - 1]
        db_h += delta.sum(axis=0)
        carried = delta @ params.W_hh
        total[0] = carried
        return total, dW_ih, dW_hh, db_h"""),
    ('bptt', 'Line 11: `db_h += delta` A change that mends it: a sum put in.', 'delta.sum(axis=0) → delta\n    total[0 → total[0\n    return → return'),
    ('bptt', 'A change that mends it: `@`, which sums over the batch, in place of `np.outer`, twice.', 'delta.T @ xs[t - 1] → np.outer(delta, xs[t - 1])\ndelta.T @ hs[t - 1] → np.outer(delta, hs[t - 1])\n    total[0 → total[0\n    return → return'),
    ('bptt', 'δ_t in total in place of dL/dh_t', '    total[0 → total[0\n    return total → return delta'),
    ('bptt', "step T's immediate gradient at every step", '= dhs[t - 1] → = dhs[-1]\n    total[0 → total[0\n    return → return'),
    ('bptt', 'the loop from T − 1 down to 0', 'range(len(dhs), 0, -1) → reversed(range(len(dhs)))\n    total[0 → total[0\n    return → return'),
    ('bptt', 'nothing returned: does every way through my_bptt end in a line with `return`?', '    total[0 → total[0\n    return total, → total,'),
    ('gradient_check', 'with `return` inside the loop: it ends the function in the first round. In your code, line', r"""
def my_numerical_gradient(f, W, eps):
    gradient = np.zeros_like(W)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            up, down = W.copy(), W.copy()
            up[i, j] += eps
            down[i, j] -= eps
            gradient[i, j] = (f(up) - f(down)) / (2 * eps)
        return gradient"""),
    ('truncated', 'with `return` inside the loop: it ends the function in the first round. In your code, line', r"""
def my_truncated(params, xs, hs, dhs, length):
    dW_ih, dW_hh = np.zeros_like(params.W_ih), np.zeros_like(params.W_hh)
    for k in range(1, len(dhs) + 1):
        g = dhs[k - 1]
        for t in range(k, max(0, k - length), -1):
            delta = (1 - hs[t] ** 2) * g
            dW_ih += np.outer(delta, xs[t - 1])
            dW_hh += np.outer(delta, hs[t - 1])
            g = params.W_hh.T @ delta
        return dW_ih, dW_hh"""),
    ('truncated', 'no 1/length and no 1/T', '    return dW_ih, dW_hh → return dW_ih / len(dhs), dW_hh / len(dhs)'),
    ('truncated', 'k − t runs from 0 to length − 1', 'length), → length - 1),\n    return → return'),
    ('truncated', 'step 0 as well', '0 → -1\n    return → return'),
    ('lambda_gradient', 'with `return` inside the loop: it ends the function in the first round. In your code, line', r"""
def my_lambda_gradient(lam, xs):
    h, s = 0.0, 0.0
    for x in xs:
        s = h + lam * s
        h = lam * h + x
        return s"""),
    ('letter_blame', 'with `return` inside the loop: it ends the function in the first round. In your code, line', r"""
def my_letter_blame(params, hs, dhs):
    T = len(dhs)
    X = np.zeros((T, T))
    for k in range(1, T + 1):
        g = dhs[k - 1]
        for t in range(k, 0, -1):
            delta = (1 - hs[t] ** 2) * g
            X[k - 1, t - 1] = np.linalg.norm(params.W_ih.T @ delta)
            g = params.W_hh.T @ delta
        return X"""),
    ('sensitivities', 'with `return` inside the loop: it ends the function in the first round. In your code, line', r"""
def my_sensitivities(loss, xs, eps):
    found = np.zeros(len(xs))
    for t in range(len(xs)):
        up, down = xs.copy(), xs.copy()
        up[t] += eps
        down[t] -= eps
        found[t] = (loss(up) - loss(down)) / (2 * eps)
        return found"""),
    ('gradient_check', 'after `+= eps` subtract 2ε', r"""
def my_numerical_gradient(f, W, eps):
    gradient = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        probe = W.copy()
        probe[i] += eps
        above = f(probe)
        probe[i] -= eps
        gradient[i] = (above - f(probe)) / (2 * eps)
    return gradient"""),
    ('gradient_check', 'In your code, line 5: `probe = W`', 'W.copy() → W\n-= eps → -= 2 * eps'),
    ('gradient_check', 'the same number above and below', r"""
def my_numerical_gradient(f, W, eps):
    gradient = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        up, down = W, W
        up[i] += eps
        down[i] -= eps
        gradient[i] = (f(up) - f(down)) / (2 * eps)
    return gradient"""),
    ('statements', '✗ Not all of those that belong here are there yet: A is right; 1 is still to come.', "my_x = {'A'}"),
    ('missing', 'one step kept in place of k', r"""
def my_missing(contributions, k):
    whole = contributions.sum(axis=0)
    kept = contributions[-k].sum(axis=0)
    return np.linalg.norm(whole - kept) / np.linalg.norm(whole)"""),
    ('missing', 'a sum over the wrong axis, or all', 's.sum(axis=0) → s.sum()\nk].sum(axis=0 → k:].sum('),
    ('bound', 'the lag not used', r"""
def my_bound(W_hh, lag):
    return np.linalg.norm(W_hh, 2)"""),
    ('bound', 'asked for is the factor itself, not its logarithm', 'np.linalg.norm(W_hh, 2 → lag * np.log(np.linalg.svd(W_hh, compute_uv=False)[0]'),
    ('bound', 'U in place of the singular values', r"""
def my_bound(W_hh, lag):
    sigma = np.linalg.svd(W_hh)[0]
    return sigma ** lag"""),
    ('slope', 'a number of steps or units in it', 'my_x = 0.8**300'),
    ('slope', '1e-09 is too large', 'my_x = 1e-9'),
    ('steps_back', 'twice the sum of 1 to 100', 'my_x = 100 * 101'),
    ('steps_back', 'a mean length of 50', 'my_x = 5000'),
    ('forget_bias', 'what is lost taken for what is kept, in equal amounts', r"""
def my_forget_bias(lag, share):
    f = 1 - share / lag
    return np.log(f / (1 - f))"""),
    ('forget_bias', 'what is lost taken for what is kept', '/ lag → ** (1 / lag)'),
    ('lstm_step', 'tanh on the gates: your h_t and c_t match what that gives, to the last digit. Why: a gate is σ(a) = 1 / (1 + e^{−a}) of its pre-activation, as it is', r"""
def my_lstm_step(params, x, h, c):
    a = x @ params.W_ih.T + h @ params.W_hh.T + params.b_h
    i, f, g, o = np.split(a, 4, axis=1)
    i, f, g, o = np.tanh(i), np.tanh(f), np.tanh(g), np.tanh(o)
    c = f * c + i * g
    h = o * np.tanh(c)
    return h, c"""),
    ('gru_backward', 'm forgotten in d_r', r"""
def my_backward(W_hh, h_prev, r, z, n, m, dh):
    W_hr, W_hz, W_hn = np.split(W_hh, 3)
    d_n = dh * (1 - z) * (1 - n**2)
    d_z = dh * (h_prev - n) * z * (1 - z)
    d_r = d_n * r * (1 - r)
    dh_prev = z * dh + d_r @ W_hr + d_z @ W_hz + (r * d_n) @ W_hn
    return d_n, d_z, d_r, dh_prev"""),
    ('chrono_bias', 'the draw spreads them over 2 to T', r"""
def my_chrono_bias(u, longest):
    return np.log(longest - 1) * np.ones_like(u)"""),
    ('longer', 'one median taken from another row or column', 'my_x = 2.5'),
    ('uncorrected', 'the mean without its correction, but size with it', 'my_x = 0.1'),
    ('shapes', 'The number of F is wrong.', 'my_x = dict(A=1, B=2, C=3, D=4, E=1, F=3)'),
    ('mistakes_made', '1 is still to come', 'my_x = dict(B=4, C=7, D=2, E=1, G=3, H=5)'),
    ('bits', 'the logarithm of 0 or of a negative number is taken', r"""
def my_bits(log_p, targets):
    asked = targets >= 0
    t, b = np.nonzero(asked)
    return -np.log2(log_p[t, b, targets[t, b]]).mean()"""),
    ('bits', 'nats multiplied by log 2', 'np.log2(log_p[t, b, targets[t, b]]).mean( → log_p[t, b, targets[t, b]].mean() * np.log(2'),
    ('bits', 'a division by the number of names', 'np.log2(log_p[t, b, targets[t, b]]).mean( → log_p[t, b, targets[t, b]].sum() / targets.shape[1] / np.log(2'),
    ('lambda_gradient', 'In your code, line 5: `h = lam * h + x`', r"""
def my_lambda_gradient(lam, xs):
    h, s = 0.0, 0.0
    for x in xs:
        h = lam * h + x
        s = h + lam * s
    return s"""),
    ('lambda_gradient', 's added up over the steps', r"""
def my_lambda_gradient(lam, xs):
    h = 0.0
    s = 0.0
    total = 0.0
    for x in xs:
        s = h + lam * s
        h = lam * h + x
        total += s
    return total"""),
    ('joins', '1 + 2 + … + 512 taken as 1024', 'my_x = 8976'),
    ('lstm_backward', 'Why: tanh(c_t) comes out of a tanh', r"""
def my_lstm_backward(params, trace, dhs):
    xs, hs, cs, gates = trace
    total, total_c = np.zeros_like(hs), np.zeros_like(cs)
    dW_ih, dW_hh, db_h = (np.zeros_like(weights) for weights in params)
    for t in range(len(dhs), 0, -1):
        i, f, g, o = np.split(gates[t - 1], 4, axis=1)
        tanh_c = np.tanh(cs[t])
        total[t] += dhs[t - 1]
        total_c[t] += o * (1 - np.tanh(tanh_c)**2) * total[t]
        dh, dc = total[t], total_c[t]
        delta = np.concatenate([
            dc * g * i * (1 - i), dc * cs[t - 1] * f * (1 - f),
            dc * i * (1 - g**2), dh * tanh_c * o * (1 - o)], axis=1)
        dW_ih += delta.T @ xs[t - 1]
        dW_hh += delta.T @ hs[t - 1]
        db_h += delta.sum(axis=0)
        total[t - 1] = delta @ params.W_hh
        total_c[t - 1] = f * dc
    return total, total_c, dW_ih, dW_hh, db_h"""),
    ('gradient_check', 'A change that mends it: the start of a loop', r"""
def my_numerical_gradient(f, W, eps):
    G = np.zeros_like(W)
    for i in range(W.shape[0]):
        for j in range(i, W.shape[1]):
            a, b = W.copy(), W.copy()
            a[i, j] += eps
            b[i, j] -= eps
            G[i, j] = (f(a) - f(b)) / (2 * eps)
    return G"""),
    ('forecasts', '✗ B does not belong here. B: false',
     'my_answer = {"A": True, "B": True, "C": False, "D": True, "E": True, "F": False}'),
    ('longer', 'the updates per step of lag', 'my_factor = (250 / 100) / (50 / 10)'),
    ('bits', 'the padding in the sum, though not in the count', r"""
def my_bits(log_p, targets):
    t, b = np.indices(targets.shape)
    return -log_p[t, b, targets].sum() / (targets >= 0).sum() / np.log(2)"""),
    ('jacobian', 'Line 5: `for t in range(1, T):` A change that mends it: an index one off', r"""
def my_jacobian(W_hh, hs):
    T = len(hs) - 1
    J = np.eye(len(W_hh))
    for t in range(1, T):
        J = (1 - hs[t] ** 2)[:, None] * W_hh @ J
    return J"""),
    ('sensitivities', 'the nudges not added to xs', r"""
def my_sensitivities(loss, xs, eps):
    return np.array([(loss(eps * e) - loss(-eps * e)) / (2 * eps) for e in np.eye(len(xs))])"""),
    ('sensitivities', 'Line 3: `eps = 1e-12` A change that mends it: a line left out', r"""
def my_sensitivities(loss, xs, eps):
    eps = 1e-12
    return np.array([(loss(xs + eps * e) - loss(xs - eps * e)) / (2 * eps) for e in np.eye(len(xs))])"""),
    ('clip', 'nothing clipped', r"""
def my_clip(gradients, threshold):
    norm = np.sqrt(sum((g**2).sum() for g in gradients))
    factor = min(1.0, threshold / norm)
    for g in gradients:
        g = g * factor
    return gradients"""),
    ('truncated', 'T read from the notebook where an argument belongs', r"""
T = 11
def my_truncated(params, xs, hs, dhs, length):
    dW_ih, dW_hh = np.zeros_like(params.W_ih), np.zeros_like(params.W_hh)
    for k in range(1, T + 1):
        g = dhs[k - 1]
        for t in range(k, max(0, k - length), -1):
            delta = (1 - hs[t] ** 2) * g
            dW_ih += np.outer(delta, xs[t - 1])
            dW_hh += np.outer(delta, hs[t - 1])
            g = params.W_hh.T @ delta
    return dW_ih, dW_hh"""),
    ('truncated', 'only every length-th loss sent back', 'T = 11 → T = 0\n(1, T + 1) → (length, len(dhs) + 1, length)'),
    ('bound', 'params read from the notebook where an argument belongs', r"""
params = rnn.init(np.random.default_rng(3), 1, 8)
def my_bound(W_hh, lag):
    return np.linalg.norm(params.W_hh, 2) ** lag"""),
    ('forget_bias', 'log f left out', r"""
def my_forget_bias(lag, share):
    f = share ** (1 / lag)
    return -np.log(1 - f)"""),
    ('forget_bias', 'with lag never read', '(1 / lag) → 1\n-np.log(1 - f) → np.log(1 / f - 1)'),
    ('chrono_bias', 'with numbers drawn', r"""
def my_chrono_bias(u, longest):
    return np.log(np.random.default_rng(0).uniform(1, longest - 1, len(u)))"""),
    ('scan', 'the natural logarithm, or that to base 10, in place of log₂', r"""
def my_scan(kept, added):
    kept, h = kept.copy(), added.copy()
    passes = int(np.ceil(np.log(len(h))))
    for k in range(passes):
        reach = 2**k
        h[reach:] = kept[reach:] * h[:-reach] + h[reach:]
        kept[reach:] = kept[reach:] * kept[:-reach]
    return h, passes"""),
    ('lambda_gradient', 'nothing at all, as where no h goes into s', r"""
def my_lambda_gradient(lam, xs):
    h, s = 0.0, 0.0
    for x in xs:
        s = lam * s
        h = lam * h + x
    return s"""),
    ('gru_counts', 'one bias for all but the GRU', r"""
def my_counts(n_inputs, n_hidden):
    I, H = n_inputs, n_hidden
    return H * (I + H + 1), 4 * H * (I + H + 1), 3 * H * (I + H + 2)"""),
    ('bits', 'the padding counted as letters, in the sum as well', r"""
def my_bits(log_p, targets):
    safe = np.where(targets < 0, 0, targets)
    t, b = np.indices(safe.shape)
    return -log_p[t, b, safe].mean() / np.log(2)"""),
    ('bptt', '`.copy()` put in', r"""
def my_bptt(params, xs, hs, dhs):
    gi, gh, gb = (np.zeros_like(w) for w in params[:3])
    dh, totals = np.zeros_like(hs[0]), []
    for t in reversed(range(len(dhs))):
        dh += dhs[t]
        totals.append(dh)
        dz = (1 - hs[t + 1] ** 2) * dh
        gi += dz.T @ xs[t]; gh += dz.T @ hs[t]; gb += dz.sum(0)
        np.matmul(dz, params.W_hh, out=dh)
    totals.append(dh)
    return np.array(totals[::-1]), gi, gh, gb"""),
    ('bptt', 'the batch on axis 0, where time belongs', r"""
def my_bptt(params, xs, hs, dhs):
    total, carried = np.zeros_like(hs), np.zeros_like(hs[:, 0])
    dW_ih, dW_hh, db_h = (np.zeros_like(w) for w in params[:3])
    for t in range(dhs.shape[1], 0, -1):
        total[:, t] = dhs[:, t - 1] + carried
        delta = (1 - hs[:, t] ** 2) * total[:, t]
        dW_ih += delta.T @ xs[:, t - 1]
        dW_hh += delta.T @ hs[:, t - 1]
        db_h += delta.sum(axis=0)
        carried = delta @ params.W_hh
    total[:, 0] = carried
    return total, dW_ih, dW_hh, db_h"""),
    ('bptt', 'one sequence in mind', r"""
def my_bptt(params, xs, hs, dhs):
    total, carried = np.zeros_like(hs), np.zeros(len(params.W_hh))
    dW_ih, dW_hh, db_h = (np.zeros_like(w) for w in params[:3])
    for t in range(len(dhs), 0, -1):
        total[t] = dhs[t - 1] + carried
        delta = (1 - hs[t] ** 2) * total[t]
        dW_ih += np.outer(delta, xs[t - 1])
        dW_hh += np.outer(delta, hs[t - 1])
        db_h += delta
        carried = delta @ params.W_hh
    total[0] = carried
    return total, dW_ih, dW_hh, db_h"""),
]
