SELECT coalesce(max(version), 0) FROM ordering.sale_changes WHERE product_id = $1
