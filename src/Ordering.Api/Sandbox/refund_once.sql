-- The refund under this key, made now or before, and whether it was asked for with the same values.
INSERT INTO sandbox.refunds AS r (idempotency_key, refund_id, order_id, payment_id, amount, currency)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (idempotency_key) DO UPDATE SET requests = r.requests + 1
RETURNING refund_id, (order_id, payment_id, amount, currency) = ($3, $4, $5, $6)
