-- What did operators ask for? One by its id ($1), or the newest.
SELECT id, product_id, apply, requested_by, reason, requested_at, ended_at, done
FROM inventory.reconciliation_requests
WHERE $1 IS NULL OR id = $1
ORDER BY requested_at DESC
LIMIT 100
