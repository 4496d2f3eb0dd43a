"""The mathematics: rnn, lstm and gru with the same verbs, and what they share. NumPy alone."""
