-- Which contradictions are open, of one product ($1) or of all, at most $2 of each product? And when were the orders last compared?
SELECT p.product_id, w.walked_at, w.orders, w.seconds, f.count, f.kind, f.order_id, f.units, f.first_seen_at, f.confirmed_at, f.published_at
FROM ordering.sales p
LEFT JOIN inventory.last_walks w USING (product_id)
LEFT JOIN (
  SELECT *, count(*) OVER product AS count, row_number() OVER (product ORDER BY confirmed_at, order_id) AS place
  FROM inventory.open_findings WHERE $1 IS NULL OR product_id = $1
  WINDOW product AS (PARTITION BY product_id)) f ON f.product_id = p.product_id AND f.place <= $2
WHERE p.product_id = coalesce($1, p.product_id)
ORDER BY p.product_id, f.place
