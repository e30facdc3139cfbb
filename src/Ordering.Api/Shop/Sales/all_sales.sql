SELECT product_id, name, price, currency, total_stock, starts_at, ends_at, per_customer_limit, payment_window_seconds,
  user_rate, global_rate, paused, version, epoch
FROM ordering.sales
