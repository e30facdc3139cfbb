-- Also which message it is: one that has yet to reach the broker explains the answer that it leads to, and no other. An outcome that no queue takes
-- must not keep the order's stock from being asked for. As the URN on the wire, of the message itself.
DO $$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['ordering', 'ordering_api', 'inventory', 'notifications'] LOOP
    EXECUTE format('CREATE OR REPLACE VIEW %1$I.messages_on_their_way AS
      SELECT messaging.order_of(body) AS order_id, split_part(message_types, '';'', 1) AS message_type FROM %1$I.outbox
      UNION ALL
      SELECT messaging.order_of(body), split_part(message_types, '';'', 1) FROM %1$I.scheduled_message WHERE properties -> ''headers'' ? ''MT-Redelivery-Count''', target);
  END LOOP;
END $$;
