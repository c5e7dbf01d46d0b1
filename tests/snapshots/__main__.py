from tests.snapshots import renew

renew()
