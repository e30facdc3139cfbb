-- One row when the sale has never been loaded into Redis, so that all its units are available.
SELECT product_id, name, price, currency, total_stock, starts_at, ends_at, per_customer_limit, payment_window_seconds,
  user_rate, global_rate, paused, version, epoch
FROM ordering.sales
WHERE product_id = $1 AND epoch = 0
FOR UPDATE
