UPDATE ordering.sale_changes SET state = $3, refusal = $4, ended_at = now() WHERE product_id = $1 AND version = $2 AND state = 'Pending'
