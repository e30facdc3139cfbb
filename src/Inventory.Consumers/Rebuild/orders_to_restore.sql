-- What must Redis hold for the sale, and what does the ledger have for sale, at one moment? One row at least, with no order when there is none.
-- live: the order holds units, or the ledger has not decided (undecided). Others are restored only for their idempotency key, while it is kept.
SELECT b.available, o.order_id, o.live, o.undecided, o.user_id, o.quantity, o.unit_price, o.currency, o.payment_window_seconds, o.email,
  o.idempotency_key, o.idempotency_hash, o.accepted_at
FROM inventory.stock b
LEFT JOIN LATERAL (
  SELECT r.*, a.decision IS NULL AS undecided,
    coalesce(a.decision = 'allocated', r.state = 'Allocating') AND s.decision IS DISTINCT FROM 'released' AS live
  FROM ordering.order_records r
  LEFT JOIN inventory.movements a ON a.order_id = r.order_id AND a.kind = 'allocation'
  LEFT JOIN inventory.movements s ON s.order_id = r.order_id AND s.kind = 'settlement'
  WHERE r.product_id = b.product_id) o
  ON o.live OR o.idempotency_key IS NOT NULL AND (o.accepted_at > now() - $2 OR o.state IN ('Allocating', 'Releasing'))
WHERE b.product_id = $1
