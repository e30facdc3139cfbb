-- Orders that the ledger holds units for (held or sold), and those that it rejected.
SELECT a.order_id, a.quantity, a.decision = 'allocated'
FROM inventory.order_movements a
WHERE a.product_id = $1 AND a.kind = 'allocation'
  AND NOT EXISTS (SELECT FROM inventory.order_movements s WHERE s.order_id = a.order_id AND s.kind = 'settlement' AND s.decision = 'released')
