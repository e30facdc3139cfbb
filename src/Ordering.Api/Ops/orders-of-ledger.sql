-- Orders that the ledger holds units for (held or sold), and those that it rejected. $2: null for all, else only these.
SELECT a.order_id, a.quantity, a.decision = 'allocated'
FROM inventory.order_movements a
WHERE a.product_id = $1 AND a.kind = 'allocation' AND ($2::uuid[] IS NULL OR a.order_id = ANY($2))
  AND NOT EXISTS (SELECT FROM inventory.order_movements s WHERE s.order_id = a.order_id AND s.kind = 'settlement' AND s.decision = 'released')
