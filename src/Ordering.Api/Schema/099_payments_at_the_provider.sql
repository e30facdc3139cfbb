-- When the provider's list of captured payments is looked at next, and how far it was compared with what callbacks have reported. One row: whichever
-- instance finds a look due sets the next one, and does it.
CREATE TABLE ordering.payment_looks (
  one           boolean     PRIMARY KEY DEFAULT true CHECK (one),
  next_at       timestamptz NOT NULL DEFAULT now(),
  checked_until timestamptz NOT NULL DEFAULT now() - interval '1 day'
);
INSERT INTO ordering.payment_looks DEFAULT VALUES;

-- Where do captured - refunded and the orders contradict each other? Each part begins with an index that holds what is unsettled, or with the refunds; none
-- with all orders. What messages on their way may explain is left out for 15 minutes, and what ordering.stuck_orders names is not said twice.
CREATE VIEW ordering.money_findings AS
  -- Captured; it pays for no order, and nobody refunds it.
  SELECT 'payment-unused' AS kind, u.order_id, u.subject AS payment_id, p.amount, p.currency, u.since
  FROM ordering.pending_reports u
  JOIN ordering.payments p ON p.payment_id = u.subject AND p.outcome = 'succeeded'
  WHERE u.answer = 'payment' AND u.since < now() - interval '15 minutes'
    AND NOT EXISTS (SELECT FROM ordering.stuck_orders s WHERE s.answer = 'payment' AND s.order_id = u.order_id AND s.subject = u.subject)
  UNION ALL
  -- The order ended unpaid, and its payment was not given back: both happen in one transaction.
  SELECT 'payment-kept', o.order_id, o.payment_id, p.amount, p.currency, o.updated_at
  FROM ordering.order_states o
  JOIN ordering.payments p ON p.payment_id = o.payment_id AND p.outcome = 'succeeded'
  WHERE o.payment_id IS NOT NULL AND o.state IN ('Expired', 'Cancelled', 'Declined', 'Rejected')
    AND NOT EXISTS (SELECT FROM ordering.order_refunds r WHERE r.payment_id = o.payment_id)
  UNION ALL
  -- The order keeps its units, and the payment that it was confirmed for went back, or is about to.
  SELECT 'paid-and-refunded', o.order_id, r.payment_id, r.amount, r.currency, r.requested_at
  FROM ordering.order_refunds r
  JOIN ordering.order_states o ON o.order_id = r.order_id AND o.payment_id = r.payment_id
  WHERE o.state IN ('Confirmed', 'Completed')
  UNION ALL
  -- Requested, and the provider has not confirmed it.
  SELECT 'refund-open', r.order_id, r.payment_id, r.amount, r.currency, r.requested_at
  FROM ordering.order_refunds r
  WHERE r.state = 'Requested' AND r.requested_at < now() - interval '15 minutes'
    AND NOT EXISTS (SELECT FROM ordering.stuck_orders s WHERE s.answer = 'refund' AND s.order_id = r.order_id AND s.subject = r.payment_id);

-- What the stand-in provider has captured.
CREATE TABLE sandbox.payments (
  payment_id  text          PRIMARY KEY,
  order_id    uuid          NOT NULL,
  amount      numeric(19,4) NOT NULL,
  currency    text          NOT NULL,
  captured_at timestamptz   NOT NULL DEFAULT now()
);
CREATE INDEX payments_captured_at ON sandbox.payments (captured_at, payment_id);

-- It can forget idempotency keys: a refund whose key is null was made under one that it does not remember.
ALTER TABLE sandbox.refunds DROP CONSTRAINT refunds_pkey;
ALTER TABLE sandbox.refunds ADD PRIMARY KEY (refund_id);
ALTER TABLE sandbox.refunds ALTER COLUMN idempotency_key DROP NOT NULL;
ALTER TABLE sandbox.refunds ADD CONSTRAINT refunds_key UNIQUE (idempotency_key);
CREATE TABLE sandbox.refund_keys (
  one      boolean  PRIMARY KEY DEFAULT true CHECK (one),
  -- Null: for ever.
  lifetime interval
);
INSERT INTO sandbox.refund_keys DEFAULT VALUES;
