-- How many orders of each sale did the ledger decide (allocate or reject) after the sale's movement $2, and when had the last of them been admitted?
-- How many of the sale's submissions are on record as lost? Without $2: none yet, it begins with the sale's last movement.
-- A movement of its own for each sale: transactions of two sales may commit in another order than that of their movements, those of one sale may not.
SELECT s.product_id, coalesce(n.last, b.id), n.decided,
  (SELECT r.accepted_at FROM inventory.order_movements d JOIN ordering.order_records r ON r.order_id = d.order_id WHERE d.id = n.last_decided),
  (SELECT count(*) FROM inventory.open_findings f WHERE f.product_id = s.product_id AND f.kind = 'submission-lost')
FROM unnest($1::text[], $2::bigint[]) AS s (product_id, after)
CROSS JOIN LATERAL (
  SELECT coalesce(s.after, (SELECT max(m.id) FROM inventory.order_movements m WHERE m.product_id = s.product_id), 0) AS id) b
CROSS JOIN LATERAL (
  SELECT max(m.id) AS last, count(*) FILTER (WHERE m.kind = 'allocation') AS decided, max(m.id) FILTER (WHERE m.kind = 'allocation') AS last_decided
  FROM inventory.order_movements m WHERE m.product_id = s.product_id AND m.id > b.id) n
