INSERT INTO ordering.redeliveries (id, queue, filter, most, rate_per_second, stop_on_repeat, requested_by, reason)
VALUES ($1, $2, $3::jsonb, $4, $5, $6, $7, $8)
