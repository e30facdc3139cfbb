-- $1: at least this old, so that those in the hands of a living request are left to it.
SELECT product_id, version FROM ordering.sale_changes
WHERE state = 'Pending' AND requested_at <= now() - $1::interval
ORDER BY requested_at
