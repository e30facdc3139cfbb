-- Queues that stand still because every message that is tried fails by the schema or by rights. The process that has the messages notes it every
-- second, so that what was not noted for a while is over, even when the process ended.
CREATE TABLE messaging.braked_queues (
  queue     text        PRIMARY KEY,
  since     timestamptz NOT NULL,
  sql_state text        NOT NULL,
  cause     text        NOT NULL,
  noted_at  timestamptz NOT NULL
);
