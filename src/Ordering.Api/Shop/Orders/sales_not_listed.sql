SELECT product_id FROM ordering.sales WHERE product_id <> ALL ($1)
