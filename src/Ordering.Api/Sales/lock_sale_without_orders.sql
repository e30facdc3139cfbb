-- One row when the ledger has taken the version in force and knows of no order: then all units are available.
SELECT s.product_id, s.name, s.price, s.currency, s.total_stock, s.starts_at, s.ends_at, s.per_customer_limit,
  s.payment_window_seconds, s.user_rate, s.global_rate, s.paused, s.version, s.epoch
FROM ordering.sales s
WHERE s.product_id = $1
  AND EXISTS (SELECT FROM inventory.stock_books b WHERE b.product_id = s.product_id AND b.available = s.total_stock)
  AND NOT EXISTS (SELECT FROM inventory.order_movements m WHERE m.product_id = s.product_id)
  AND NOT EXISTS (SELECT FROM ordering.orders o WHERE o.product_id = s.product_id)
FOR UPDATE
