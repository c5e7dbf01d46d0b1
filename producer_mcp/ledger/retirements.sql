-- Operations that a vendor has switched off.

-- name: add_retirement
INSERT INTO retirement (account, operation, until) VALUES (:account, :operation, :until)
ON CONFLICT (account, operation) DO UPDATE SET until = excluded.until;

-- name: retired_operations
SELECT operation FROM retirement WHERE account = :account AND until > :now;
