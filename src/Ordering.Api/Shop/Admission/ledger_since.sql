-- What does the ledger have of each product, and how many units did it decide (allocate or reject) after movement $1? Without $1: none yet.
SELECT b.product_id, b.available, b.version, m.last, m.decided
FROM inventory.stock_books b
CROSS JOIN (
  SELECT coalesce(max(n.id), f.id) AS last, coalesce(sum(n.quantity) FILTER (WHERE n.kind = 'allocation'), 0)::bigint AS decided
  FROM (SELECT coalesce($1, (SELECT max(id) FROM inventory.order_movements), 0) AS id) f
  LEFT JOIN inventory.order_movements n ON n.id > f.id
  GROUP BY f.id) m
