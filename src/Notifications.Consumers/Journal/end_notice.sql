-- The first end stays: what was sent once is sent, whatever a second delivery met. The rows are there; an upsert finds
-- them by their key, where an update's plan could be from a time when the table was small.
INSERT INTO notifications.journal (order_id, notice, channel, message_id, state, last_error)
SELECT order_id, notice, $3, message_id, state, error
FROM unnest($1::uuid[], $2::text[], $4::text[], $5::text[], $6::text[]) AS ended (order_id, notice, message_id, state, error)
ORDER BY order_id, notice
ON CONFLICT (order_id, notice, channel) DO UPDATE
  SET state = excluded.state, last_error = coalesce(excluded.last_error, journal.last_error), ended_at = now()
  WHERE journal.state = 'Sending'
