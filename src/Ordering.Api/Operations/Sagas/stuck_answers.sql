-- What does a person have to look after, of the product $1 or of all? At most $2, the longest awaited first.
SELECT s.answer, s.order_id, s.subject, o.product_id, o.state, s.since, s.attempts, s.next_at = 'infinity'
FROM ordering.stuck_orders s
LEFT JOIN ordering.order_states o ON o.order_id = s.order_id
WHERE $1 IS NULL OR o.product_id = $1
ORDER BY s.since, s.order_id, s.answer, s.subject
LIMIT $2
