-- Of two deliveries at once both may send: the receiver knows them by their one Message-ID.
INSERT INTO notifications.journal (order_id, notice, channel, state, message_id, recipient, attempts)
VALUES ($1, $2, $3, 'Sending', $4, $5, 1)
ON CONFLICT (order_id, notice, channel) DO UPDATE
  SET attempts = journal.attempts + CASE journal.state WHEN 'Sending' THEN 1 ELSE 0 END
RETURNING state, attempts
