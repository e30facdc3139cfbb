-- Records confirmed findings of a sale; which of them are new?
INSERT INTO inventory.findings (product_id, kind, order_id, units, first_seen_at)
SELECT $1, f.kind, f.order_id, f.units, f.first_seen_at
FROM unnest($2::text[], $3::uuid[], $4::int[], $5::timestamptz[]) AS f (kind, order_id, units, first_seen_at)
ON CONFLICT (product_id, kind, order_id) WHERE gone_at IS NULL DO UPDATE SET units = excluded.units
RETURNING kind, order_id, units, xmax = 0
