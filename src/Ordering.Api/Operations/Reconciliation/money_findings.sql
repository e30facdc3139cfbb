-- Where does money contradict its order, of the product $1 or of all? At most $2, the oldest first.
SELECT m.kind, m.order_id, m.payment_id, m.amount, m.currency, o.product_id, o.state, m.since
FROM ordering.money_findings m
LEFT JOIN ordering.order_states o ON o.order_id = m.order_id
WHERE $1 IS NULL OR o.product_id = $1
ORDER BY m.since, m.payment_id
LIMIT $2
