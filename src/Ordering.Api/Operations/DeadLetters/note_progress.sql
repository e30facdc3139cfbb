-- $4 null: it goes on.
UPDATE ordering.redeliveries
SET redelivered = $2, came_back = $3, state = coalesce($4, state), note = $5, alive_at = now(), ended_at = CASE WHEN $4 IS NULL THEN NULL ELSE now() END
WHERE id = $1 AND state = 'Running'
