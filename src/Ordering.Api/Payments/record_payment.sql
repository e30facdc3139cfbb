INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency)
VALUES ({0}, {1}, {2}, {3}, {4})
ON CONFLICT (payment_id, outcome) DO NOTHING
