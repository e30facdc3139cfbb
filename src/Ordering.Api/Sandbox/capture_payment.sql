-- Captured once, whatever is asked for.
INSERT INTO sandbox.payments (payment_id, order_id, amount, currency) VALUES ($1, $2, $3, $4)
ON CONFLICT (payment_id) DO NOTHING
