SELECT b.total, b.allocated, b.sold, b.available, o.open, o.confirmed, b.version
FROM inventory.stock_books b
CROSS JOIN LATERAL (
  SELECT
    coalesce(sum(quantity) FILTER (WHERE state IN ('Allocating', 'AwaitingPayment', 'Releasing')), 0)::int AS open,
    coalesce(sum(quantity) FILTER (WHERE state IN ('Confirmed', 'Completed')), 0)::int AS confirmed
  FROM ordering.order_states
  WHERE product_id = b.product_id) o
WHERE b.product_id = $1
