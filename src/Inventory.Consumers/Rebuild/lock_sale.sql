-- The sale as it is in force. It is locked until the end of the transaction.
SELECT s.epoch, s.version, s.total_stock, s.price, s.currency, s.starts_at, s.ends_at, s.per_customer_limit, s.payment_window_seconds,
  s.user_rate, s.global_rate, s.paused
FROM ordering.sale_products s
WHERE s.product_id = $1
FOR UPDATE
