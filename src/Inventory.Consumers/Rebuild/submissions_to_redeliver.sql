-- How many orders of each of these sales are delivered again later? One whose sale is not known may be of any.
SELECT p.product_id, count(*)
FROM unnest($1::text[]) AS p (product_id)
JOIN ordering.submissions_to_redeliver s ON coalesce(s.product_id, p.product_id) = p.product_id
GROUP BY p.product_id
