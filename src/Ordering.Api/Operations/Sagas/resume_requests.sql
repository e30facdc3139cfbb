-- Who asked for what again, and why? The newest requests, each with the first twenty of its orders.
SELECT requested_at, requested_by, reason, count(*), (array_agg(DISTINCT order_id))[1:20]
FROM ordering.resume_requests
GROUP BY requested_at, requested_by, reason
ORDER BY requested_at DESC
LIMIT 100
