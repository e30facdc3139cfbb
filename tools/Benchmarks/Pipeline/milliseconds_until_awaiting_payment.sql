SELECT extract(epoch FROM t.at - o.accepted_at)::float8 * 1000
FROM ordering.orders o
JOIN ordering.timeline t USING (order_id)
WHERE o.product_id = $1 AND t.from_state = 'Allocating' AND t.to_state = 'AwaitingPayment'
