-- In which of these sales has the buyer ordered? One of them, or none.
SELECT product_id FROM ordering.order_states WHERE user_id = $1 AND product_id = ANY ($2) LIMIT 1
