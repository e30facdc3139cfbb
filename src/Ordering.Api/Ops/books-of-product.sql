SELECT b.total, b.allocated, b.sold, b.available, coalesce(o.open, 0), coalesce(o.confirmed, 0)
FROM inventory.stock_books b
LEFT JOIN ordering.order_books o ON o.product_id = b.product_id
WHERE b.product_id = $1
