SELECT order_id, product_id, quantity, unit_price * quantity, currency, state, payment_due_at, updated_at, user_id
FROM ordering.orders
WHERE order_id = $1
