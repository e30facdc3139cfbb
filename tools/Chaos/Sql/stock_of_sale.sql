SELECT total, available, allocated, sold FROM inventory.stock WHERE product_id = $1
