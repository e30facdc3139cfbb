-- What the stand-in payment provider remembers. Development only; nothing else reads it.
CREATE SCHEMA IF NOT EXISTS sandbox;

CREATE TABLE sandbox.refunds (
  idempotency_key text          PRIMARY KEY,
  refund_id       uuid          NOT NULL,
  order_id        uuid          NOT NULL,
  payment_id      text          NOT NULL,
  amount          numeric(18,2) NOT NULL,
  currency        text          NOT NULL,
  -- How often the refund was asked for under this key.
  requests        int           NOT NULL DEFAULT 1,
  refunded_at     timestamptz   NOT NULL DEFAULT now()
);
CREATE INDEX refunds_order ON sandbox.refunds (order_id);

-- The next requests that go wrong on demand; one row.
CREATE TABLE sandbox.refund_faults (
  one        boolean PRIMARY KEY DEFAULT true CHECK (one),
  mode       text    NOT NULL CHECK (mode IN ('none', 'hang', 'fail-before', 'fail-after')),
  remaining  int     NOT NULL CHECK (remaining >= 0)
);
INSERT INTO sandbox.refund_faults (mode, remaining) VALUES ('none', 0);
