-- $1: at least this old, so that those of a request that is still running are left to it.
SELECT product_id, version FROM ordering.sale_changes
WHERE state = 'Pending' AND requested_at <= now() - $1::interval
ORDER BY requested_at
