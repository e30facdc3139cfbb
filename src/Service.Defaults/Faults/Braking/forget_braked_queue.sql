DELETE FROM messaging.braked_queues WHERE queue = $1
