-- $3: whether the change brings its own terms; any other needs a sale to change.
-- $4: the last change that its terms were derived from; null: they were derived from none.
INSERT INTO ordering.sale_changes (product_id, version, definition, state)
SELECT $1, coalesce(max(version), 0) + 1, $2::jsonb, 'Pending'
FROM ordering.sale_changes
WHERE product_id = $1
HAVING ($3 OR EXISTS (SELECT FROM ordering.sales s WHERE s.product_id = $1)) AND coalesce($4::bigint = coalesce(max(version), 0), true)
RETURNING version
