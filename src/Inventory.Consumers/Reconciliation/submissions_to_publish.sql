-- Lost submissions of the sale that have not been published again yet. Each gets its row before it is published.
INSERT INTO inventory.submissions_published_again (order_id, product_id)
SELECT f.order_id, f.product_id FROM inventory.findings f
WHERE f.product_id = $1 AND f.kind = 'submission-lost' AND f.gone_at IS NULL
  AND NOT EXISTS (SELECT FROM inventory.submissions_published_again p WHERE p.order_id = f.order_id AND p.published_at IS NOT NULL)
ON CONFLICT (order_id) DO UPDATE SET tried_at = now()
RETURNING order_id
