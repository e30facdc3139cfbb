-- What does the order $1 wait for, and how often was it asked for again? At most $2, the longest first.
SELECT a.answer, a.order_id, a.subject, o.product_id, o.state, a.since, coalesce(r.attempts, 0)
FROM ordering.all_awaited a
LEFT JOIN ordering.order_states o ON o.order_id = a.order_id
LEFT JOIN ordering.open_resends r ON r.order_id = a.order_id AND r.answer = a.answer AND r.subject = a.subject
WHERE a.order_id = $1
ORDER BY a.since, a.answer, a.subject
LIMIT $2
