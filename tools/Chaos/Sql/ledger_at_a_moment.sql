-- What is for sale, and up to which movement; with what was released after an earlier one.
SELECT s.available,
  (SELECT coalesce(max(m.id), 0) FROM inventory.movements m WHERE m.product_id = $1),
  (SELECT coalesce(sum(m.quantity), 0)::int FROM inventory.movements m WHERE m.product_id = $1 AND m.decision = 'released' AND m.id > $2)
FROM inventory.stock s WHERE s.product_id = $1
