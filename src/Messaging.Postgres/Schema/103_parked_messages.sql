-- Messages of an outbox or a schedule that were refused too often: they wait for a person. Rows are closed, never deleted. A table of its own: the
-- hot tables stay as small as they were, and what is here is not on its way, so what it was to bring about is asked for again.
CREATE TABLE messaging.parked_messages (
  id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Whose outbox or schedule it comes from; it is sent again from there.
  schema_name   text        NOT NULL,
  source        text        NOT NULL CHECK (source IN ('outbox', 'scheduled_message')),
  message_id    uuid        NOT NULL,
  destination   text        NOT NULL,
  content_type  text        NOT NULL,
  message_types text        NOT NULL,
  body          bytea       NOT NULL,
  properties    jsonb       NOT NULL,
  order_id      uuid,
  -- Of a scheduled message: when it was due.
  sent_at       timestamptz NOT NULL,
  attempts      int         NOT NULL,
  reason        text        NOT NULL,
  parked_at     timestamptz NOT NULL DEFAULT now(),
  outcome       text        CHECK (outcome IN ('sent', 'discarded')),
  closed_at     timestamptz,
  closed_by     text,
  close_reason  text        CHECK (close_reason <> ''),
  CONSTRAINT whoever_closes_it_is_on_record CHECK (num_nulls(outcome, closed_at, closed_by, close_reason) IN (0, 4))
);
CREATE INDEX parked_messages_open ON messaging.parked_messages (schema_name, id) WHERE closed_at IS NULL;
CREATE INDEX parked_messages_closed ON messaging.parked_messages (closed_at) WHERE closed_at IS NOT NULL;

-- What a person does about parked messages; ids null: about all. 'sent': each is committed to its outbox again, a group of its own that nobody owns, so
-- the next sweep sends it, with the same id and bytes, and with no end of its life: a person has decided. Returns how many there were.
CREATE FUNCTION messaging.close_parked(ids bigint[], outcome text, closed_by text, reason text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  parked messaging.parked_messages;
  closed bigint := 0;
BEGIN
  -- Locked in one order, so that two requests cannot deadlock; the second one finds what the first has closed gone.
  FOR parked IN SELECT * FROM messaging.parked_messages p WHERE p.closed_at IS NULL AND ($1 IS NULL OR p.id = ANY ($1)) ORDER BY p.id FOR UPDATE LOOP
    UPDATE messaging.parked_messages p SET outcome = $2, closed_at = now(), closed_by = $3, close_reason = $4 WHERE p.id = parked.id;
    IF $2 = 'sent' THEN
      EXECUTE format('INSERT INTO %I.outbox (group_id, ordinal, message_id, destination, content_type, message_types, body, properties, owner, lease_until)
        VALUES (gen_random_uuid(), 0, $1, $2, $3, $4, $5, $6, gen_random_uuid(), now())', parked.schema_name)
      USING parked.message_id, parked.destination, parked.content_type, parked.message_types, parked.body, parked.properties;
    END IF;
    closed := closed + 1;
  END LOOP;
  RETURN closed;
END $$;
