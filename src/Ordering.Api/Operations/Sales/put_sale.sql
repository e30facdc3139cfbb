INSERT INTO ordering.sales (product_id, name, price, currency, total_stock, starts_at, ends_at, per_customer_limit,
  payment_window_seconds, user_rate, global_rate, paused, version, epoch)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0)
ON CONFLICT (product_id) DO UPDATE SET
  name = excluded.name, price = excluded.price, currency = excluded.currency, total_stock = excluded.total_stock,
  starts_at = excluded.starts_at, ends_at = excluded.ends_at, per_customer_limit = excluded.per_customer_limit,
  payment_window_seconds = excluded.payment_window_seconds, user_rate = excluded.user_rate,
  global_rate = excluded.global_rate, paused = excluded.paused, version = excluded.version, updated_at = now()
