-- What order-row.pgbench writes to: an order's three rows with nothing but their primary keys, empty.
CREATE SCHEMA IF NOT EXISTS bench;
DROP TABLE IF EXISTS bench.inbox, bench.saga, bench.outbox;
CREATE TABLE bench.inbox (message_id uuid PRIMARY KEY, consumed_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE bench.saga (order_id uuid PRIMARY KEY, state text NOT NULL, product_id text NOT NULL, user_id text NOT NULL, quantity int NOT NULL);
CREATE TABLE bench.outbox (message_id uuid PRIMARY KEY, destination text NOT NULL, body bytea NOT NULL);
