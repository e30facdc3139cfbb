INSERT INTO ordering.cancellations (order_id) VALUES ({0}) ON CONFLICT (order_id) DO NOTHING
