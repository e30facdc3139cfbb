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
  -- Units moved; for a change of the total the signed difference.
  quantity       int         NOT NULL,
  reason         text,
  payment_due_at timestamptz,
  -- The version of the sale that changed the total.
  sale_version   bigint,
  at             timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX movements_one_decision ON inventory.movements (order_id, kind) WHERE order_id IS NOT NULL;
CREATE UNIQUE INDEX movements_one_total ON inventory.movements (product_id, sale_version) WHERE kind = 'total';
CREATE INDEX movements_product ON inventory.movements (product_id, id);

-- How a change of a sale's total reaches the ledger: once per sale version, however often it is called.
-- Raises check_violation when fewer units are available than the total is lowered by.
CREATE FUNCTION inventory.set_total(product text, sale_version bigint, new_total int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  old_total int;
BEGIN
  INSERT INTO inventory.stock (product_id, total, available, version) VALUES (product, 0, 0, 0) ON CONFLICT DO NOTHING;
  SELECT s.total INTO old_total FROM inventory.stock s WHERE s.product_id = product FOR UPDATE;
  INSERT INTO inventory.movements (product_id, kind, decision, quantity, sale_version)
    VALUES (product, 'total', CASE WHEN sale_version = 1 THEN 'opened' ELSE 'changed' END, new_total - old_total, set_total.sale_version)
    ON CONFLICT DO NOTHING;
  IF FOUND THEN
    UPDATE inventory.stock s
      SET total = new_total, available = s.available + new_total - old_total, version = set_total.sale_version
      WHERE s.product_id = product;
  END IF;
END $$;

-- What other schemas may read.
CREATE VIEW inventory.stock_books AS
  SELECT product_id, total, available, allocated, sold, version FROM inventory.stock;
CREATE VIEW inventory.order_movements AS
  SELECT id, order_id, product_id, kind, decision, quantity, reason, payment_due_at, at
  FROM inventory.movements WHERE order_id IS NOT NULL;
