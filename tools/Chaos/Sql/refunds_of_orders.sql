SELECT payment_id, order_id, amount, state FROM ordering.refunds WHERE order_id = ANY($1)
