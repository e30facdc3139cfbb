-- The next orders that the ledger has allocated, by movement: does it still hold or has it sold them, and has the saga decided what the ledger has not done?
-- How long ago did ledger or saga last move?
SELECT a.id, a.order_id, a.quantity, s.decision IS DISTINCT FROM 'released' AS holds,
  s.decision IS NULL AND coalesce(r.state NOT IN ('Allocating', 'AwaitingPayment'), false) AS unsettled,
  extract(epoch FROM now() - greatest(a.at, r.updated_at))::double precision
FROM inventory.movements a
LEFT JOIN inventory.movements s ON s.order_id = a.order_id AND s.kind = 'settlement'
LEFT JOIN ordering.order_records r ON r.order_id = a.order_id AND s.order_id IS NULL
WHERE a.product_id = $1 AND a.id > $2 AND a.kind = 'allocation' AND a.decision = 'allocated'
ORDER BY a.id
LIMIT $3
