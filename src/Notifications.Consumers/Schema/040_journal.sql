CREATE SCHEMA IF NOT EXISTS notifications;
SELECT messaging.create_tables('notifications');

-- One notice an order, kind and channel, however often its event is delivered.
CREATE TABLE notifications.journal (
  order_id    uuid        NOT NULL,
  notice      text        NOT NULL CHECK (notice IN ('confirmed', 'expired', 'cancelled', 'declined', 'rejected')),
  channel     text        NOT NULL,
  -- 'Sending' until the channel has answered; then as in Contracts.NoticeOutcome.
  state       text        NOT NULL CHECK (state IN ('Sending', 'Sent', 'Skipped', 'GivenUp')),
  -- The e-mail's Message-ID: the same on every attempt.
  message_id  text        NOT NULL,
  recipient   text,
  attempts    int         NOT NULL DEFAULT 0,
  last_error  text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  ended_at    timestamptz,
  PRIMARY KEY (order_id, notice, channel)
);

-- What other schemas may read.
CREATE VIEW notifications.order_notices AS
  SELECT order_id, notice, channel, state, message_id, attempts, last_error, created_at, ended_at
  FROM notifications.journal;
