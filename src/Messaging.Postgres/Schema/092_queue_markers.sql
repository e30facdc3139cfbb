-- When the last marker of each queue was sent that has come back: what was in the queue before has been delivered.
CREATE TABLE messaging.queue_markers (
  queue   text        PRIMARY KEY,
  sent_at timestamptz NOT NULL
);

-- Messages that went to an _error queue, by order. Written when they go; a replay does not delete them.
CREATE TABLE messaging.dead_letters (
  queue      text        NOT NULL,
  message_id uuid        NOT NULL,
  order_id   uuid,
  at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (queue, message_id)
);
CREATE INDEX dead_letters_order ON messaging.dead_letters (order_id);

-- Which order is a message about? Null when it does not say.
CREATE FUNCTION messaging.order_of(body bytea) RETURNS uuid LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (convert_from(body, 'UTF8')::jsonb #>> '{message,orderId}')::uuid;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $$;

-- Messages that have yet to reach the broker, by order: of the outbox, and those that are to be redelivered. What a saga schedules for itself is
-- found by its token.
DO $$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['ordering', 'ordering_api', 'inventory', 'notifications'] LOOP
    EXECUTE format('CREATE INDEX scheduled_message_redelivery ON %I.scheduled_message (messaging.order_of(body))
      WHERE properties -> ''headers'' ? ''MT-Redelivery-Count''', target);
    EXECUTE format('CREATE VIEW %1$I.messages_on_their_way AS
      SELECT messaging.order_of(body) AS order_id FROM %1$I.outbox
      UNION ALL
      SELECT messaging.order_of(body) FROM %1$I.scheduled_message WHERE properties -> ''headers'' ? ''MT-Redelivery-Count''', target);
  END LOOP;
END $$;
