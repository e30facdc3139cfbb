-- Which of these sales does nobody else rebuild, and in which order are they to be rebuilt? Those that are open now come first, then those that open next.
-- A sale is this session's until it gives it up. Read first and locked then, or the planner might lock what is not asked for.
WITH lost AS MATERIALIZED (
  SELECT product_id, now() < ends_at AS open, paused, starts_at FROM ordering.sale_products WHERE product_id = ANY ($1))
SELECT product_id FROM lost
WHERE pg_try_advisory_lock(hashtextextended(product_id, $2))
ORDER BY open DESC, paused, starts_at, product_id
