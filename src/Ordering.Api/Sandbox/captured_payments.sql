-- What was captured at $1 or later, and after the payment $2 among those of $1? At most $3, the oldest first.
SELECT payment_id, order_id, amount, currency, captured_at
FROM sandbox.payments
WHERE (captured_at, payment_id) > ($1, $2)
ORDER BY captured_at, payment_id
LIMIT $3
