"""The fault machine: real servers over real stdio, a vendor that fails by a seed, clients that retry, and SIGKILL.

    python -m tests.fault_machine --runs 1000 --seed 1

A deployment is one ledger, one library, one fake vendor and two server processes; some reach the vendor only by a proxy that
refuses and hangs up. It goes through several runs; in each, clients ask for a few takes as real ones do (they time out, cancel,
ask again, ask the other server), faults happen, the clock is set, and processes are killed: at a named point of their work
(`killable_server.POINTS`), while the vendor holds an answer, or at any moment. Then the run is checked: charges at the vendor
against takes asked for, tasks in the ledger against tasks at the vendor, files against done clips, and every answer to a client
against the ledger.
"""
