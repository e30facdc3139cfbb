-- Epoch 0: the sale has never been loaded, so Redis cannot have taken an order for it. From 1 on it has been; what Redis does not
-- carry then is lost and has to be rebuilt.

-- What other schemas may read.
CREATE OR REPLACE VIEW ordering.sale_products AS
  SELECT product_id, epoch, version, total_stock, price, currency, starts_at, ends_at, per_customer_limit, payment_window_seconds,
    user_rate, global_rate, paused
  FROM ordering.sales;

CREATE VIEW ordering.rate_settings AS
  SELECT version, user_burst, user_rate, address_burst, address_rate, global_rate FROM ordering.settings;

-- The orders with the terms as admitted.
CREATE VIEW ordering.order_records AS
  SELECT order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, email, idempotency_key,
    idempotency_hash, accepted_at
  FROM ordering.orders;

-- Orders that no saga has yet, to be delivered again later.
CREATE VIEW ordering.submissions_to_redeliver AS
  SELECT message_id, due_at FROM ordering.scheduled_message WHERE message_types LIKE '%:OrderSubmitted%';

-- The epoch of a rebuild that begins. Higher than any that Redis may carry, also when PostgreSQL comes from a backup.
CREATE FUNCTION ordering.next_epoch(product text, carried bigint) RETURNS bigint LANGUAGE sql AS $$
  UPDATE ordering.sales SET epoch = greatest(epoch, carried) + 1, updated_at = now() WHERE product_id = product AND epoch > 0 RETURNING epoch
$$;
