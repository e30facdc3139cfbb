-- $3: orders that Redis still holds units for, so that an old one of them is not taken for one that has just come in.
SELECT order_id, product_id, quantity, unit_price * quantity, currency, state, payment_due_at, updated_at, user_id
FROM ordering.order_states
WHERE order_id IN (
  (SELECT order_id FROM ordering.order_states WHERE user_id = $1 ORDER BY order_id DESC LIMIT $2)
  UNION ALL
  SELECT unnest($3))
ORDER BY order_id DESC
