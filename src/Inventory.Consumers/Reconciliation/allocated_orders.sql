-- The next orders that the ledger has allocated, by movement: does it still hold or has it sold them, and has the saga decided what the ledger has not done?
-- How long ago did ledger or saga last move?
SELECT a.id, a.order_id, a.quantity, s.decision IS DISTINCT FROM 'released' AS holds,
  s.decision IS NULL AND coalesce(r.state NOT IN ('Allocating', 'AwaitingPayment'), false) AS unsettled,
  extract(epoch FROM now() - greatest(a.at, r.updated_at))::double precision
FROM inventory.movements a
LEFT JOIN inventory.movements s ON s.order_id = a.order_id AND s.kind = 'settlement'
-- The OFFSET keeps the subquery whole: only orders that are not settled are looked up, which halves the walk over a sale that is over.
LEFT JOIN LATERAL (SELECT state, updated_at FROM ordering.order_records WHERE order_id = a.order_id AND s.order_id IS NULL OFFSET 0) r ON true
WHERE a.product_id = $1 AND a.id > $2 AND a.kind = 'allocation' AND a.decision = 'allocated'
ORDER BY a.id
LIMIT $3
