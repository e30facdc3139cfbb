-- What people did with dead letters: who, why, and with which letters. The letters themselves are in RabbitMQ.
CREATE TABLE ordering.redeliveries (
  id              uuid        PRIMARY KEY,
  queue           text        NOT NULL,
  filter          jsonb       NOT NULL,
  most            int,
  rate_per_second int         NOT NULL CHECK (rate_per_second > 0),
  stop_on_repeat  boolean     NOT NULL,
  requested_by    text        NOT NULL,
  reason          text        NOT NULL CHECK (reason <> ''),
  state           text        NOT NULL DEFAULT 'Running' CHECK (state IN ('Running', 'Completed', 'Stopped', 'Failed', 'Interrupted')),
  note            text,
  redelivered     int         NOT NULL DEFAULT 0,
  came_back       int         NOT NULL DEFAULT 0,
  started_at      timestamptz NOT NULL DEFAULT now(),
  -- The process that works it off says so again and again; one that is silent for long has ended.
  alive_at        timestamptz NOT NULL DEFAULT now(),
  ended_at        timestamptz,
  CONSTRAINT an_end_has_its_time CHECK ((state = 'Running') = (ended_at IS NULL))
);
-- One at a time empties a queue: the index decides a race.
CREATE UNIQUE INDEX redeliveries_running ON ordering.redeliveries (queue) WHERE state = 'Running';
CREATE INDEX redeliveries_started ON ordering.redeliveries (started_at);

-- Written before the letter leaves: no redelivery is without its row. A letter that a crash kept from leaving has one, too, and
-- is still in its queue.
CREATE TABLE ordering.redelivered_letters (
  redelivery_id uuid        NOT NULL REFERENCES ordering.redeliveries (id),
  ordinal       int         NOT NULL,
  message_id    text,
  message_type  text,
  order_id      uuid,
  at            timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (redelivery_id, ordinal)
);
CREATE INDEX redelivered_letters_order ON ordering.redelivered_letters (order_id);
