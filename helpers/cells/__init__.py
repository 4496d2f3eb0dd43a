"""The mathematics: rnn, lstm, gru and mingru with the same verbs, and what they share. NumPy alone."""
