#!lua flags=allow-oom
-- Removes intents that the broker has confirmed from the group's pending list and from the stream.
--
-- KEYS  1 intents
-- ARGV  1 group  2... entry ids
-- Returns  entries removed

redis.call('XACK', KEYS[1], unpack(ARGV))
return redis.call('XDEL', KEYS[1], unpack(ARGV, 2))
