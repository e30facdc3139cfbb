SELECT refund_id, order_id, payment_id, amount, currency, requests, refunded_at
FROM sandbox.refunds
WHERE order_id = $1
ORDER BY refunded_at
