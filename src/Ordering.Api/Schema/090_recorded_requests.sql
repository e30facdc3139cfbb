-- A cancellation that a buyer asked for, recorded before the answer, as payments are.
CREATE TABLE ordering.cancellations (
  order_id     uuid        PRIMARY KEY,
  requested_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cancellations_requested_at ON ordering.cancellations (requested_at);
CREATE INDEX payments_received_at ON ordering.payments (received_at);

-- What other hosts may read.
CREATE VIEW ordering.recorded_cancellations AS
  SELECT order_id, requested_at FROM ordering.cancellations;

-- Callbacks that contradict what is on record of the same payment: answered 409, and kept for a person.
CREATE TABLE ordering.payment_conflicts (
  payment_id        text          NOT NULL,
  outcome           text          NOT NULL,
  order_id          uuid          NOT NULL,
  amount            numeric(19,4) NOT NULL,
  currency          text          NOT NULL,
  first_reported_at timestamptz   NOT NULL DEFAULT now(),
  last_reported_at  timestamptz   NOT NULL DEFAULT now(),
  PRIMARY KEY (payment_id, outcome, order_id, amount, currency)
);
