-- One row an order: the saga's state and the order's record, with the terms as admitted. Ended rows stay.
CREATE TABLE ordering.orders (
  order_id                uuid          PRIMARY KEY,
  state                   text          NOT NULL CHECK (state IN
    ('Allocating', 'AwaitingPayment', 'Confirmed', 'Releasing', 'Completed', 'Expired', 'Cancelled', 'Declined', 'Rejected')),
  product_id              text          NOT NULL,
  user_id                 text          NOT NULL,
  quantity                int           NOT NULL CHECK (quantity > 0),
  unit_price              numeric(18,2) NOT NULL,
  currency                text          NOT NULL,
  payment_window_seconds  int           NOT NULL,
  email                   text,
  idempotency_key         text,
  idempotency_hash        text,
  accepted_at             timestamptz   NOT NULL,
  updated_at              timestamptz   NOT NULL DEFAULT now(),
  payment_due_at          timestamptz,
  payment_expired_token   uuid,
  -- The deadline passed while a recorded payment was on its way: act on it when that payment turns out not to pay.
  deadline_passed         boolean       NOT NULL DEFAULT false,
  payment_id              text,
  declines                int           NOT NULL DEFAULT 0,
  -- Where the order goes when its release is done. Remembered in Allocating, too.
  requested_end           text          CHECK (requested_end IN ('Expired', 'Cancelled', 'Declined')),
  stock_committed         boolean       NOT NULL DEFAULT false,
  notice_outcome          text,
  CONSTRAINT a_release_has_an_end CHECK (state <> 'Releasing' OR requested_end IS NOT NULL),
  CONSTRAINT one_end_for_an_order CHECK (payment_id IS NULL OR requested_end IS NULL),
  CONSTRAINT nothing_is_confirmed_unpaid CHECK (state NOT IN ('Confirmed', 'Completed') OR payment_id IS NOT NULL)
);

CREATE FUNCTION ordering.touch_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER orders_touched BEFORE UPDATE ON ordering.orders FOR EACH ROW EXECUTE FUNCTION ordering.touch_order();

CREATE INDEX orders_user ON ordering.orders (user_id, order_id DESC);
CREATE INDEX orders_open ON ordering.orders (state, updated_at)
  WHERE state IN ('Allocating', 'AwaitingPayment', 'Confirmed', 'Releasing');
CREATE INDEX orders_product ON ordering.orders (product_id, state);

-- Every event that an order handled, written by the transaction that handled it. from_state = to_state: the order took note
-- of the event and stayed where it was.
CREATE TABLE ordering.timeline (
  id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id    uuid        NOT NULL,
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  from_state  text        NOT NULL,
  to_state    text        NOT NULL,
  event       text        NOT NULL,
  message_id  uuid
);
CREATE INDEX timeline_order ON ordering.timeline (order_id, id);

-- A succeeded payment that pays for nothing goes back, once.
CREATE TABLE ordering.refunds (
  payment_id   text          PRIMARY KEY,
  order_id     uuid          NOT NULL,
  amount       numeric(18,2) NOT NULL,
  currency     text          NOT NULL,
  reason       text          NOT NULL,
  state        text          NOT NULL CHECK (state IN ('Requested', 'Refunded')),
  requested_at timestamptz   NOT NULL DEFAULT now(),
  refunded_at  timestamptz
);
CREATE INDEX refunds_order ON ordering.refunds (order_id);
