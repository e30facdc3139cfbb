INSERT INTO ordering.refunds (payment_id, order_id, amount, currency, reason, state)
VALUES ({0}, {1}, {2}, {3}, {4}, 'Requested')
ON CONFLICT (payment_id) DO NOTHING
