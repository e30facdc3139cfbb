SELECT payment_id, outcome, order_id, amount FROM ordering.payments WHERE order_id = ANY($1)
