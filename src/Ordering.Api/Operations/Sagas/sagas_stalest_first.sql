SELECT order_id, state, product_id, user_id, quantity, accepted_at, updated_at, payment_due_at
FROM ordering.order_states
WHERE ($1::text IS NULL OR state = $1)
  AND ($2::text IS NULL OR user_id = $2)
  AND ($3::interval IS NULL OR updated_at <= now() - $3)
ORDER BY updated_at, order_id
LIMIT $4 OFFSET $5
