-- From when on the answer that the order's state waits for is due: the entry into the state, or the payment deadline.
ALTER TABLE ordering.orders ADD COLUMN awaited_since timestamptz NOT NULL DEFAULT now();
UPDATE ordering.orders SET awaited_since = payment_due_at WHERE state = 'AwaitingPayment' AND payment_due_at IS NOT NULL;

CREATE OR REPLACE FUNCTION ordering.touch_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  IF NEW.state <> OLD.state THEN
    NEW.awaited_since := CASE WHEN NEW.state = 'AwaitingPayment' THEN coalesce(NEW.payment_due_at, NEW.updated_at) ELSE NEW.updated_at END;
  END IF;
  RETURN NEW;
END $$;

-- Of 5 million ended orders it holds none. It takes the place of orders_open, so that no index is added.
CREATE INDEX orders_awaiting ON ordering.orders (state, awaited_since)
  WHERE state IN ('Allocating', 'AwaitingPayment', 'Confirmed', 'Releasing') OR notice_outcome IS NULL;
DROP INDEX ordering.orders_open;
CREATE INDEX refunds_requested ON ordering.refunds (requested_at) WHERE state = 'Requested';

-- What each state waits for, and since when. docs/saga.md lists what is sent again when an answer is overdue.
CREATE VIEW ordering.awaited_answers AS
  SELECT 'allocation' AS answer, order_id, '' AS subject, NULL::numeric AS amount, NULL::text AS currency, NULL::text AS reason, awaited_since AS since
  FROM ordering.orders WHERE state = 'Allocating'
  UNION ALL
  SELECT 'deadline', order_id, '', NULL, NULL, NULL, awaited_since
  FROM ordering.orders o WHERE state = 'AwaitingPayment' AND NOT deadline_passed
    AND NOT EXISTS (SELECT FROM ordering.scheduled_message s WHERE s.token_id = o.payment_expired_token)
  UNION ALL
  SELECT 'commit', order_id, '', NULL, NULL, NULL, awaited_since
  FROM ordering.orders WHERE state = 'Confirmed' AND NOT stock_committed
  UNION ALL
  SELECT 'release', order_id, '', NULL, NULL, NULL, awaited_since
  FROM ordering.orders WHERE state = 'Releasing'
  UNION ALL
  SELECT 'notice-confirmed', order_id, '', NULL, NULL, NULL, awaited_since
  FROM ordering.orders WHERE state = 'Confirmed' AND notice_outcome IS NULL
  UNION ALL
  SELECT 'notice-expired', order_id, '', NULL, NULL, NULL, awaited_since
  FROM ordering.orders WHERE state = 'Expired' AND notice_outcome IS NULL
  UNION ALL
  SELECT 'notice-cancelled', order_id, '', NULL, NULL, NULL, awaited_since
  FROM ordering.orders WHERE state = 'Cancelled' AND notice_outcome IS NULL
  UNION ALL
  SELECT 'notice-declined', order_id, '', NULL, NULL, NULL, awaited_since
  FROM ordering.orders WHERE state = 'Declined' AND notice_outcome IS NULL
  UNION ALL
  SELECT 'notice-rejected', order_id, '', NULL, NULL, NULL, awaited_since
  FROM ordering.orders WHERE state = 'Rejected' AND notice_outcome IS NULL
  UNION ALL
  SELECT 'refund', order_id, payment_id, amount, currency, reason, requested_at
  FROM ordering.refunds WHERE state = 'Requested';

-- What the API has recorded and the order's saga has not taken note of.
CREATE VIEW ordering.unapplied_reports AS
  SELECT 'payment' AS answer, p.order_id, p.payment_id AS subject, p.amount, p.currency, NULL::text AS reason, p.received_at AS since
  FROM ordering.recorded_payments p
  WHERE p.outcome = 'succeeded' AND p.amount > 0
    AND NOT EXISTS (SELECT FROM ordering.orders o WHERE o.order_id = p.order_id AND o.payment_id = p.payment_id)
    AND NOT EXISTS (SELECT FROM ordering.refunds r WHERE r.payment_id = p.payment_id)
  UNION ALL
  SELECT 'decline', p.order_id, p.payment_id, NULL, NULL, NULL, p.received_at
  FROM ordering.recorded_payments p
  JOIN ordering.orders o ON o.order_id = p.order_id
  WHERE p.outcome = 'declined' AND o.state IN ('Allocating', 'AwaitingPayment') AND o.payment_id IS NULL AND o.requested_end IS NULL
    AND p.payment_id <> ALL (o.declined_payments)
  UNION ALL
  SELECT 'cancellation', c.order_id, '', NULL, NULL, NULL, c.requested_at
  FROM ordering.recorded_cancellations c
  JOIN ordering.orders o ON o.order_id = c.order_id
  WHERE o.state IN ('Allocating', 'AwaitingPayment') AND o.payment_id IS NULL AND o.requested_end IS NULL;

CREATE VIEW ordering.all_awaited AS
  SELECT * FROM ordering.awaited_answers
  UNION ALL SELECT * FROM ordering.unapplied_reports;

-- Messages of an order that have yet to reach the broker, whoever sends them.
CREATE VIEW ordering.orders_with_messages_on_their_way AS
  SELECT order_id FROM ordering.messages_on_their_way
  UNION ALL SELECT order_id FROM ordering_api.messages_on_their_way
  UNION ALL SELECT order_id FROM inventory.messages_on_their_way
  UNION ALL SELECT order_id FROM notifications.messages_on_their_way;

-- Messages that were sent again because their answer was overdue. Rows are closed, never deleted.
CREATE TABLE ordering.resends (
  answer      text        NOT NULL,
  order_id    uuid        NOT NULL,
  -- The payment, when it is about one.
  subject     text        NOT NULL,
  since       timestamptz NOT NULL,
  attempts    int         NOT NULL,
  resent_at   timestamptz NOT NULL DEFAULT now(),
  -- Infinity: its message is a dead letter, and the same message would fail again.
  next_at     timestamptz NOT NULL,
  answered_at timestamptz,
  PRIMARY KEY (order_id, answer, subject)
);
CREATE INDEX resends_open ON ordering.resends (next_at) WHERE answered_at IS NULL;

-- For a person: dead letters, and what was sent five times without an answer.
CREATE VIEW ordering.stuck_orders AS
  SELECT answer, order_id, subject, since, attempts, resent_at, next_at FROM ordering.resends
  WHERE answered_at IS NULL AND (attempts >= 5 OR next_at = 'infinity');

-- Whose turn it is to do what one instance at a time does.
CREATE TABLE ordering.duties (
  name          text        PRIMARY KEY,
  holder        uuid        NOT NULL,
  held_until    timestamptz NOT NULL,
  -- Reports recorded before have been looked at.
  checked_until timestamptz NOT NULL DEFAULT '-infinity'
);
