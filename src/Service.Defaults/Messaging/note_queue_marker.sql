INSERT INTO messaging.queue_markers AS known (queue, sent_at) VALUES ($1, $2)
ON CONFLICT (queue) DO UPDATE SET sent_at = greatest(known.sent_at, excluded.sent_at)
