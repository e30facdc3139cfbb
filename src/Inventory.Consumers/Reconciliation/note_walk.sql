INSERT INTO inventory.walks (product_id, orders, seconds) VALUES ($1, $2, $3)
ON CONFLICT (product_id) DO UPDATE SET walked_at = now(), orders = excluded.orders, seconds = excluded.seconds
