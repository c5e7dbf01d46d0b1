"""Sound from numbers: oscillators, envelopes, instruments, drums and voices."""
