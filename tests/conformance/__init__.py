"""The protocol's own checks, played on our server: the Inspector in both eras and transports, and the conformance scenarios.

    python -m tests.conformance

installs what it needs with npm, into a folder under the system's temporary one. `tests.clients` has the sessions of clients.
"""
