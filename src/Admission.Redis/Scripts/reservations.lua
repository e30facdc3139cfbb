#!lua flags=no-writes
-- Reads the sale's books, and since when its admitted orders may still be waiting in its stream.
--
-- KEYS  1 sale  2 intents
-- Returns  nil when the sale is not here, else this server's clock in ms, epoch, version, available, reserved,
--          when the oldest intent was admitted (ms; 0: none)

local sale = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'available', 'reserved')
if not sale[1] then return nil end
local time = redis.call('TIME')
local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
return { time[1] * 1000 + math.floor(time[2] / 1000), sale[1], sale[2], sale[3], sale[4], oldest and oldest[1]:match('^%d+') or 0 }
