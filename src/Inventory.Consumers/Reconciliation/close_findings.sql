-- What a walk did not see any more is closed.
UPDATE inventory.findings f SET gone_at = now()
WHERE f.product_id = $1 AND f.gone_at IS NULL
  AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::uuid[]) AS seen (kind, order_id) WHERE seen.kind = f.kind AND seen.order_id IS NOT DISTINCT FROM f.order_id)
