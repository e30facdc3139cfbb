#!lua flags=no-writes
-- Reads how many intents wait, and for how long the oldest has waited. Relayed intents leave the stream, so its first entry is the oldest.
--
-- KEYS  1 intents
-- Returns  intents waiting, age of the oldest in ms

local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
if not oldest then return { 0, 0 } end
local time = redis.call('TIME')
return { redis.call('XLEN', KEYS[1]), math.max(0, time[1] * 1000 + math.floor(time[2] / 1000) - oldest[1]:match('^%d+')) }
