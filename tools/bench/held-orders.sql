-- :orders orders of :product that hold units in the ledger and wait for their payment, each with an idempotency key.
BEGIN;
INSERT INTO ordering.orders (order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, email,
    idempotency_key, idempotency_hash, accepted_at, payment_due_at)
  SELECT gen_random_uuid(), 'AwaitingPayment', :'product', 'rebuilt-' || n, 1, 20.00, 'EUR', 86400, 'rebuilt-' || n || '@example.org',
    'key-' || n, md5(n::text), now(), now() + interval '1 day'
  FROM generate_series(1, :orders) n;
INSERT INTO inventory.movements (product_id, order_id, kind, decision, quantity, payment_due_at)
  SELECT product_id, order_id, 'allocation', 'allocated', quantity, payment_due_at FROM ordering.orders WHERE product_id = :'product';
UPDATE inventory.stock SET available = available - :orders, allocated = allocated + :orders WHERE product_id = :'product';
COMMIT;
ANALYZE ordering.orders, inventory.movements;
