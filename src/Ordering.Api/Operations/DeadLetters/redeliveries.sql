-- The newest first, one by its id ($1), or those that touched an order ($2).
SELECT json_build_object('id', r.id, 'queue', r.queue, 'filter', r.filter, 'limit', r.most, 'ratePerSecond', r.rate_per_second, 'stopOnRepeat', r.stop_on_repeat,
  'requestedBy', r.requested_by, 'reason', r.reason, 'state', r.state, 'note', r.note, 'redelivered', r.redelivered, 'cameBack', r.came_back,
  'startedAt', r.started_at, 'endedAt', r.ended_at)::text
FROM ordering.redeliveries r
WHERE ($1::uuid IS NULL OR r.id = $1)
  AND ($2::uuid IS NULL OR EXISTS (SELECT FROM ordering.redelivered_letters l WHERE l.redelivery_id = r.id AND l.order_id = $2))
ORDER BY r.started_at DESC LIMIT 100
