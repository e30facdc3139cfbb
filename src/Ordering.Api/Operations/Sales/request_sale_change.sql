-- $3: whether the change brings its own terms; any other needs a sale to change.
INSERT INTO ordering.sale_changes (product_id, version, definition, state)
SELECT $1, coalesce(max(version), 0) + 1, $2::jsonb, 'Pending'
FROM ordering.sale_changes
WHERE product_id = $1
HAVING $3 OR EXISTS (SELECT FROM ordering.sales s WHERE s.product_id = $1)
RETURNING version
