-- The messaging tables of Messaging.Postgres: created once per schema that consumes or publishes,
-- by that schema's own SQL file: SELECT messaging.create_tables('ordering');
CREATE SCHEMA IF NOT EXISTS messaging;

CREATE OR REPLACE FUNCTION messaging.create_tables(target text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- A committed row means: this consumer has consumed this message.
  EXECUTE format('CREATE TABLE %I.inbox (
    message_id  uuid        NOT NULL,
    consumer_id uuid        NOT NULL,
    consumed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (message_id, consumer_id))', target);
  EXECUTE format('CREATE INDEX inbox_consumed_at ON %I.inbox (consumed_at)', target);

  -- A row means: perhaps not delivered yet. A group is what one transaction sent, delivered in the order of ordinal.
  -- Rows are born leased to the committing process and deleted after the broker''s confirm; the sweep takes whole
  -- groups whose lease has run out. No identity: values of a sequence become visible out of commit order.
  EXECUTE format('CREATE TABLE %I.outbox (
    group_id       uuid        NOT NULL,
    ordinal        int         NOT NULL,
    message_id     uuid        NOT NULL,
    destination    text        NOT NULL,
    content_type   text        NOT NULL,
    message_types  text        NOT NULL,
    body           bytea       NOT NULL,
    properties     jsonb       NOT NULL,
    sent_at        timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz,
    owner          uuid        NOT NULL,
    lease_until    timestamptz NOT NULL,
    attempts       int         NOT NULL DEFAULT 0,
    last_error     text,
    PRIMARY KEY (group_id, ordinal))
    WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)', target);
  EXECUTE format('CREATE INDEX outbox_lease_until ON %I.outbox (lease_until)', target);

  -- A separate table, so that the hot outbox index stays small. Due by PostgreSQL''s now() alone.
  EXECUTE format('CREATE TABLE %I.scheduled_message (
    token_id       uuid        PRIMARY KEY,
    due_at         timestamptz NOT NULL,
    message_id     uuid        NOT NULL,
    destination    text        NOT NULL,
    content_type   text        NOT NULL,
    message_types  text        NOT NULL,
    body           bytea       NOT NULL,
    properties     jsonb       NOT NULL,
    time_to_live   interval,
    owner          uuid,
    lease_until    timestamptz,
    attempts       int         NOT NULL DEFAULT 0,
    last_error     text)
    WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)', target);
  EXECUTE format('CREATE INDEX scheduled_message_due_at ON %I.scheduled_message (due_at)', target);

  -- Deliveries flagged redelivered that began and did not end: a message that kills its process counts up here.
  EXECUTE format('CREATE TABLE %I.redelivered_message (
    message_id  uuid        NOT NULL,
    queue       text        NOT NULL,
    deliveries  int         NOT NULL,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (message_id, queue))', target);
END $$;
