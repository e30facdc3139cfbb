-- Decides a batch of orders in one transaction and says for each what the ledger has on record, in the order given.
--
-- The unique index (order_id, kind) is the idempotency: what cannot be inserted has been decided, and that decision
-- is repeated, whoever asks again. A product's row is locked before its first decision and written once after its
-- last; products are taken in the order of their ids, so that two batches cannot lock each other out.
--
-- A command that contradicts the record moves nothing and gets a conflict in place of a decision:
--   not-allocated      no units of this product and quantity are held for the order
--   already-committed  a release of units that are sold
--   already-released   a commit of units that were given back
--   other-terms        the order's allocation is on record for another product or quantity
-- The others of the batch are not concerned.
CREATE FUNCTION inventory.decide(order_ids uuid[], product_ids text[], actions text[], quantities int[], payment_windows int[])
RETURNS TABLE (place int, outcome text, why text, due_at timestamptz, conflict text) LANGUAGE plpgsql AS $$
DECLARE
  product   text;
  command   record;
  known     boolean;
  units     int;
  -- Units that the batch moved so far, for the one update at the end of the product.
  taken     int;
  committed int;
  released  int;
BEGIN
  FOR product IN SELECT DISTINCT p FROM unnest(product_ids) AS p ORDER BY p LOOP
    SELECT s.available INTO units FROM inventory.stock s WHERE s.product_id = product FOR UPDATE;
    known := FOUND;
    units := coalesce(units, 0);
    taken := 0; committed := 0; released := 0;

    FOR command IN
      SELECT c.order_id, c.action, c.quantity, c.payment_window, c.place
      FROM unnest(order_ids, product_ids, actions, quantities, payment_windows)
        WITH ORDINALITY AS c (order_id, product_id, action, quantity, payment_window, place)
      WHERE c.product_id = product ORDER BY c.place
    LOOP
      place := command.place; outcome := NULL; why := NULL; due_at := NULL; conflict := NULL;

      IF command.action = 'allocate' THEN
        IF command.quantity <= units THEN
          outcome := 'allocated';
          due_at := now() + make_interval(secs => command.payment_window);
        ELSE
          outcome := 'rejected';
          why := CASE WHEN known THEN 'sold-out' ELSE 'unknown-product' END;
        END IF;

        INSERT INTO inventory.movements (product_id, order_id, kind, decision, quantity, reason, payment_due_at)
          VALUES (product, command.order_id, 'allocation', outcome, command.quantity, why, due_at)
          ON CONFLICT (order_id, kind) WHERE order_id IS NOT NULL DO NOTHING;
        IF NOT FOUND THEN
          SELECT m.decision, m.reason, m.payment_due_at INTO outcome, why, due_at FROM inventory.movements m
            WHERE m.order_id = command.order_id AND m.kind = 'allocation'
              AND m.product_id = product AND m.quantity = command.quantity;
          conflict := CASE WHEN NOT FOUND THEN 'other-terms' END;
        ELSIF outcome = 'allocated' THEN
          units := units - command.quantity;
          taken := taken + command.quantity;
        END IF;

      ELSIF NOT EXISTS (SELECT FROM inventory.movements m
          WHERE m.order_id = command.order_id AND m.kind = 'allocation' AND m.decision = 'allocated'
            AND m.product_id = product AND m.quantity = command.quantity) THEN
        conflict := 'not-allocated';

      ELSE
        outcome := CASE command.action WHEN 'commit' THEN 'committed' WHEN 'release' THEN 'released' END;
        INSERT INTO inventory.movements (product_id, order_id, kind, decision, quantity)
          VALUES (product, command.order_id, 'settlement', outcome, command.quantity)
          ON CONFLICT (order_id, kind) WHERE order_id IS NOT NULL DO NOTHING;
        IF NOT FOUND THEN
          SELECT 'already-' || m.decision INTO conflict FROM inventory.movements m
            WHERE m.order_id = command.order_id AND m.kind = 'settlement' AND m.decision <> outcome;
        ELSIF outcome = 'committed' THEN
          committed := committed + command.quantity;
        ELSE
          units := units + command.quantity;
          released := released + command.quantity;
        END IF;
      END IF;

      RETURN NEXT;
    END LOOP;

    UPDATE inventory.stock s
      SET available = s.available - taken + released,
          allocated = s.allocated + taken - committed - released,
          sold = s.sold + committed
      WHERE s.product_id = product AND (taken > 0 OR committed > 0 OR released > 0);
  END LOOP;
END $$;
