SELECT state = 'Refunded' AS "Value" FROM ordering.refunds WHERE payment_id = {0}
