"""Sound made by calculation: oscillators, envelopes, filters, and what instruments, drums and voices make of them."""
