"""The fault machine: real servers over real stdio, a vendor that fails by a seed, clients that retry, and SIGKILL.

    python -m tests.fault_machine --runs 1000 --seed 1

A tree is one ledger, one library, one fake vendor and two server processes on them. In its life it sees several runs; in each a
few takes are asked for by a client as real ones are (impatient, cancelling, asking again, asking elsewhere), faults strike, and
processes are killed: at a named point of their work (`server.POINTS`), while the vendor holds an answer, or at any moment. Then
the run is reckoned up: charges at the vendor against takes asked for, tasks in the ledger against tasks at the vendor, files
against done clips, and everything that was told against what was so.
"""
