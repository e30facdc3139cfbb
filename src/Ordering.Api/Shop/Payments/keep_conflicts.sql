-- A provider repeats what got no 2xx: the same conflict is one row.
INSERT INTO ordering.payment_conflicts (payment_id, outcome, order_id, amount, currency)
SELECT DISTINCT payment_id, outcome, order_id, amount, currency FROM unnest($1, $2, $3, $4, $5) AS reported (payment_id, outcome, order_id, amount, currency)
ON CONFLICT (payment_id, outcome, order_id, amount, currency) DO UPDATE SET last_reported_at = now()
RETURNING 1::bigint
