SELECT payment_id, amount, requests FROM sandbox.refunds WHERE order_id = ANY($1)
