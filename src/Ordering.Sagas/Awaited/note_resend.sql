-- That the answer $1 of order $2 about $3, awaited since $4, is asked for again now, or, with $6, that a dead letter would have to be. Null: it
-- was just now, or need not be any more. The order's timeline tells of it.
WITH noted AS (
  INSERT INTO ordering.resends AS resend (answer, order_id, subject, since, attempts, next_at)
  SELECT $1, $2, $3, $4, CASE WHEN $6 THEN 0 ELSE 1 END, CASE WHEN $6 THEN 'infinity' ELSE now() + $5::interval END
  ON CONFLICT (order_id, answer, subject) DO UPDATE SET
    since = excluded.since,
    attempts = CASE WHEN resend.answered_at IS NULL THEN resend.attempts ELSE 0 END + excluded.attempts,
    resent_at = CASE WHEN $6 THEN resend.resent_at ELSE now() END,
    next_at = CASE WHEN $6 THEN 'infinity'
      ELSE now() + least($5::interval * power(2, CASE WHEN resend.answered_at IS NULL THEN resend.attempts ELSE 0 END), $7::interval) END,
    -- A request ends with its answer: when the same is awaited anew, nobody has asked for it yet.
    asked_for_at = CASE WHEN resend.answered_at IS NULL THEN resend.asked_for_at END,
    answered_at = NULL
  -- What a person has asked for is sent, though a dead letter was seen in the same moment.
  WHERE CASE WHEN resend.answered_at IS NULL AND resend.asked_for_at > coalesce(resend.resent_at, '-infinity') THEN NOT $6
    ELSE resend.answered_at IS NOT NULL OR resend.next_at <= now() END
  RETURNING attempts),
told AS (
  INSERT INTO ordering.timeline (order_id, from_state, to_state, event)
  SELECT o.order_id, o.state, o.state, $8 FROM ordering.orders o, noted WHERE o.order_id = $2
  -- The rows of one order are written under its row's lock: their ids are in the order of their commits.
  FOR NO KEY UPDATE OF o)
SELECT attempts FROM noted
