SELECT id, order_id, kind, decision, quantity FROM inventory.movements WHERE product_id = $1 ORDER BY id
