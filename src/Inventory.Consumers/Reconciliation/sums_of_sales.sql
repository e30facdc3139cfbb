-- What does the ledger have of each sale that was loaded?
SELECT p.product_id, p.epoch, s.version, s.total, s.allocated, s.sold
FROM ordering.sale_products p
JOIN inventory.stock s USING (product_id)
WHERE p.epoch > 0
