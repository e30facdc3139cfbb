#!lua flags=no-writes
-- Reads what is left of the sale. A complete sale has reservations if and only if it has reserved units, and never more of them than units.
--
-- KEYS  1 sale  2 reservations
-- Returns  epoch (0: none), epoch of the rebuild under way (0: none), units reserved, reservations

local sale = redis.call('HMGET', KEYS[1], 'epoch', 'rebuild', 'reserved')
return { tonumber(sale[1]) or 0, tonumber(sale[2]) or 0, tonumber(sale[3]) or 0, redis.call('HLEN', KEYS[2]) }
