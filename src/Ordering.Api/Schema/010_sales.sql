CREATE SCHEMA IF NOT EXISTS ordering;
SELECT messaging.create_tables('ordering');

-- A sale as it is in force. One product names one sale.
CREATE TABLE ordering.sales (
  product_id              text          PRIMARY KEY CHECK (product_id ~ '^[A-Za-z0-9_-]{1,64}$'),
  name                    text          NOT NULL,
  price                   numeric(18,2) NOT NULL CHECK (price >= 0),
  currency                text          NOT NULL,
  total_stock             int           NOT NULL CHECK (total_stock >= 0),
  starts_at               timestamptz   NOT NULL,
  ends_at                 timestamptz   NOT NULL CHECK (ends_at > starts_at),
  per_customer_limit      int           NOT NULL CHECK (per_customer_limit > 0),
  payment_window_seconds  int           NOT NULL CHECK (payment_window_seconds > 0),
  user_rate               int,
  global_rate             int           NOT NULL DEFAULT 0,
  paused                  boolean       NOT NULL DEFAULT false,
  -- Counts changes. Redis and the ledger take each version once.
  version                 bigint        NOT NULL,
  -- Redis answers for this sale only while it carries the same epoch; a rebuild counts it up.
  epoch                   bigint        NOT NULL DEFAULT 1,
  created_at              timestamptz   NOT NULL DEFAULT now(),
  updated_at              timestamptz   NOT NULL DEFAULT now()
);

-- What other schemas may read: which sales there are, and the epoch that Redis must carry for each.
CREATE VIEW ordering.sale_products AS
  SELECT product_id, epoch FROM ordering.sales;

-- A change on its way through ledger and Redis. At most one a product is pending: the unique index decides a race.
CREATE TABLE ordering.sale_changes (
  product_id  text        NOT NULL,
  version     bigint      NOT NULL,
  definition  jsonb       NOT NULL,
  state       text        NOT NULL CHECK (state IN ('Pending', 'Applied', 'Refused')),
  requested_at timestamptz NOT NULL DEFAULT now(),
  ended_at    timestamptz,
  PRIMARY KEY (product_id, version)
);
CREATE UNIQUE INDEX sale_changes_pending ON ordering.sale_changes (product_id) WHERE state = 'Pending';

-- What the payment provider told us, each word once.
CREATE TABLE ordering.payments (
  payment_id  text          NOT NULL,
  outcome     text          NOT NULL CHECK (outcome IN ('succeeded', 'declined')),
  order_id    uuid          NOT NULL,
  amount      numeric(18,2) NOT NULL,
  currency    text          NOT NULL,
  received_at timestamptz   NOT NULL DEFAULT now(),
  PRIMARY KEY (payment_id, outcome)
);
CREATE INDEX payments_order ON ordering.payments (order_id);
