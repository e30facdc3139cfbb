SELECT state, definition::text, refusal FROM ordering.sale_changes WHERE product_id = $1 AND version = $2 FOR UPDATE
