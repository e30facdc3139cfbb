SELECT order_id, product_id, quantity, amount, currency, status, payment_due_at, updated_at, user_id
FROM ordering.order_status
WHERE order_id = $1
