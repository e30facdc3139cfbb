SELECT order_id, product_id, quantity, unit_price * quantity, currency, state, payment_due_at, updated_at, user_id
FROM ordering.order_states
WHERE order_id = $1
