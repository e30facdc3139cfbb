-- Where the books of Redis, ledger and sagas contradict each other and no message on its way explains it. Rows are closed, never deleted.
CREATE TABLE inventory.findings (
  id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  product_id    text        NOT NULL,
  kind          text        NOT NULL CHECK (kind IN ('submission-lost', 'release-lost', 'reservation-lost', 'counter', 'settlement-lost')),
  -- Null of a counter, which is the whole sale's.
  order_id      uuid,
  -- Of a counter signed: positive ones nobody can buy, negative ones Redis could sell twice.
  units         int         NOT NULL,
  first_seen_at timestamptz NOT NULL,
  confirmed_at  timestamptz NOT NULL DEFAULT now(),
  -- When a walk did not find it any more, repaired or ended by itself.
  gone_at       timestamptz,
  CONSTRAINT only_a_counter_has_no_order CHECK ((order_id IS NULL) = (kind = 'counter'))
);
CREATE UNIQUE INDEX findings_open ON inventory.findings (product_id, kind, order_id) NULLS NOT DISTINCT WHERE gone_at IS NULL;
CREATE INDEX findings_order ON inventory.findings (order_id);

-- Lost submissions that were published again without being asked: once an order, so that one that cannot be taken does not go round for ever.
CREATE TABLE inventory.submissions_published_again (
  order_id     uuid        PRIMARY KEY,
  product_id   text        NOT NULL,
  -- Written before the publish.
  tried_at     timestamptz NOT NULL DEFAULT now(),
  -- Null: the outcome is not known, and it may be tried again.
  published_at timestamptz
);

-- The last walk over the orders of a sale.
CREATE TABLE inventory.walks (
  product_id text             PRIMARY KEY,
  walked_at  timestamptz      NOT NULL DEFAULT now(),
  orders     int              NOT NULL,
  seconds    double precision NOT NULL
);

-- What people asked for: who, why, when, and what came of it.
CREATE TABLE inventory.reconciliations (
  id           uuid        PRIMARY KEY,
  -- Null: all sales.
  product_id   text,
  -- False: only looked at.
  apply        boolean     NOT NULL,
  requested_by text        NOT NULL,
  reason       text        NOT NULL DEFAULT '',
  requested_at timestamptz NOT NULL DEFAULT now(),
  ended_at     timestamptz,
  -- A sentence for each thing that was done, or was not and why.
  done         text[]      NOT NULL DEFAULT '{}',
  CONSTRAINT what_is_changed_has_its_reason CHECK (NOT apply OR reason <> '')
);
CREATE INDEX reconciliations_open ON inventory.reconciliations (requested_at) WHERE ended_at IS NULL;

-- What other schemas may read.
CREATE VIEW inventory.open_findings AS
  SELECT f.product_id, f.kind, f.order_id, f.units, f.first_seen_at, f.confirmed_at, p.published_at
  FROM inventory.findings f
  LEFT JOIN inventory.submissions_published_again p ON p.order_id = f.order_id AND f.kind = 'submission-lost'
  WHERE f.gone_at IS NULL;
CREATE VIEW inventory.last_walks AS
  SELECT product_id, walked_at, orders, seconds FROM inventory.walks;
CREATE VIEW inventory.reconciliation_requests AS
  SELECT id, product_id, apply, requested_by, reason, requested_at, ended_at, done FROM inventory.reconciliations;

-- How a person's wish reaches the reconciler.
CREATE FUNCTION inventory.ask_reconciliation(id uuid, product text, apply boolean, requested_by text, reason text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO inventory.reconciliations (id, product_id, apply, requested_by, reason) VALUES (id, product, apply, requested_by, reason)
$$;
