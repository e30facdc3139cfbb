CREATE SCHEMA IF NOT EXISTS inventory;
SELECT messaging.create_tables('inventory');

-- The truth about stock. Redis is a gate in front of it that can be rebuilt.
CREATE TABLE inventory.stock (
  product_id text   PRIMARY KEY,
  total      int    NOT NULL CHECK (total >= 0),
  available  int    NOT NULL CHECK (available >= 0),
  allocated  int    NOT NULL DEFAULT 0 CHECK (allocated >= 0),
  sold       int    NOT NULL DEFAULT 0 CHECK (sold >= 0),
  version    bigint NOT NULL,
  CONSTRAINT books_balance CHECK (total = available + allocated + sold)
);

-- Append-only. Settling decisions repeat themselves: a replay reads the row that it cannot insert again.
CREATE TABLE inventory.movements (
  id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  product_id     text        NOT NULL,
  -- Null for changes of the total.
  order_id       uuid,
  -- 'allocation': allocated or rejected. 'settlement': committed or released. 'total': opened or changed.
  kind           text        NOT NULL CHECK (kind IN ('allocation', 'settlement', 'total')),
  decision       text        NOT NULL CHECK (decision IN ('allocated', 'rejected', 'committed', 'released', 'opened', 'changed')),
  -- Units moved (of a rejection: asked for); for a change of the total the signed difference.
  quantity       int         NOT NULL,
  reason         text,
  payment_due_at timestamptz,
  -- The version of the sale that changed the total.
  sale_version   bigint,
  at             timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT decision_of_its_kind CHECK (CASE kind
    WHEN 'allocation' THEN order_id IS NOT NULL AND quantity > 0
      AND (decision = 'allocated' AND payment_due_at IS NOT NULL OR decision = 'rejected' AND reason IS NOT NULL)
    WHEN 'settlement' THEN order_id IS NOT NULL AND quantity > 0 AND decision IN ('committed', 'released')
    ELSE order_id IS NULL AND sale_version IS NOT NULL AND decision IN ('opened', 'changed') END)
);
CREATE UNIQUE INDEX movements_one_decision ON inventory.movements (order_id, kind) WHERE order_id IS NOT NULL;
CREATE UNIQUE INDEX movements_one_total ON inventory.movements (product_id, sale_version) WHERE kind = 'total';
CREATE INDEX movements_product ON inventory.movements (product_id, id);

CREATE FUNCTION inventory.refuse_to_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'inventory.movements is append-only: a decision is never changed, only followed by the next'
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER movements_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.movements
  FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_to_forget();

-- How a change of a sale's total reaches the ledger: once per sale version, however often it is called; a version
-- older than the one in force changes nothing. Raises check_violation when fewer units are available than the
-- total is lowered by.
CREATE FUNCTION inventory.set_total(product text, sale_version bigint, new_total int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  old_total   int;
  old_version bigint;
BEGIN
  INSERT INTO inventory.stock (product_id, total, available, version) VALUES (product, 0, 0, 0) ON CONFLICT DO NOTHING;
  SELECT s.total, s.version INTO old_total, old_version FROM inventory.stock s WHERE s.product_id = product FOR UPDATE;
  IF set_total.sale_version <= old_version THEN
    RETURN;
  END IF;
  INSERT INTO inventory.movements (product_id, kind, decision, quantity, sale_version)
    VALUES (product, 'total', CASE WHEN old_version = 0 THEN 'opened' ELSE 'changed' END, new_total - old_total, set_total.sale_version);
  UPDATE inventory.stock s
    SET total = new_total, available = s.available + new_total - old_total, version = set_total.sale_version
    WHERE s.product_id = product;
END $$;

-- What other schemas may read.
CREATE VIEW inventory.stock_books AS
  SELECT product_id, total, available, allocated, sold, version FROM inventory.stock;
CREATE VIEW inventory.order_movements AS
  SELECT id, order_id, product_id, kind, decision, quantity, reason, payment_due_at, at
  FROM inventory.movements WHERE order_id IS NOT NULL;
