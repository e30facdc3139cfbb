-- Which of these reserved orders has PostgreSQL nothing of, or no reason to keep units for? How long ago did the ledger decide?
SELECT i.order_id, a.decision = 'rejected' AS rejected, extract(epoch FROM now() - coalesce(s.at, a.at))::double precision
FROM unnest($1::uuid[]) AS i (order_id)
LEFT JOIN inventory.movements a ON a.order_id = i.order_id AND a.kind = 'allocation'
LEFT JOIN inventory.movements s ON s.order_id = i.order_id AND s.kind = 'settlement'
LEFT JOIN ordering.order_records r ON r.order_id = i.order_id
WHERE a.order_id IS NULL AND r.order_id IS NULL OR a.decision = 'rejected' OR s.decision = 'released'
