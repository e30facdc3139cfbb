-- Rows that have to be gone when nothing is under way.
SELECT 'ordering.outbox', count(*)::int FROM ordering.outbox
UNION ALL SELECT 'ordering_api.outbox', count(*)::int FROM ordering_api.outbox
UNION ALL SELECT 'inventory.outbox', count(*)::int FROM inventory.outbox
UNION ALL SELECT 'notifications.outbox', count(*)::int FROM notifications.outbox
UNION ALL SELECT 'ordering.scheduled_message', count(*)::int FROM ordering.scheduled_message
UNION ALL SELECT 'inventory.scheduled_message', count(*)::int FROM inventory.scheduled_message
UNION ALL SELECT 'notifications.scheduled_message', count(*)::int FROM notifications.scheduled_message
UNION ALL SELECT 'messaging.parked_messages from an ' || source, count(*)::int FROM messaging.parked_messages WHERE closed_at IS NULL GROUP BY source
