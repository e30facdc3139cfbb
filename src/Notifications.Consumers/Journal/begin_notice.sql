-- Of two deliveries at once both may send: the receiver recognizes them by their common Message-ID. Ordered, so that two
-- statements with the same notices wait for one another instead of locking each other out.
INSERT INTO notifications.journal (order_id, notice, channel, state, message_id, recipient, attempts)
SELECT order_id, notice, $3, 'Sending', message_id, recipient, 1
FROM unnest($1::uuid[], $2::text[], $4::text[], $5::text[]) AS began (order_id, notice, message_id, recipient)
ORDER BY order_id, notice
ON CONFLICT (order_id, notice, channel) DO UPDATE
  SET attempts = journal.attempts + CASE journal.state WHEN 'Sending' THEN 1 ELSE 0 END
RETURNING order_id, notice, state, attempts
