SELECT order_id, state, user_id, quantity, unit_price, idempotency_key, payment_id, email, payment_due_at
FROM ordering.orders WHERE product_id = $1 ORDER BY order_id
