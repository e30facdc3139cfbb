#!lua flags=no-writes
-- How many orders has the sale admitted, and how many of them does the relay still have to hand on? The stream counts what was ever added to
-- it, so that counting costs admission nothing.
--
-- KEYS  1 sale  2 intents
-- Returns  nil when the sale is not here, else epoch, this server's clock in ms, orders admitted, orders in the stream

local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then return nil end
local time = redis.call('TIME')
local admitted, waiting = 0, 0
-- Before the first order there is no stream.
if redis.call('EXISTS', KEYS[2]) == 1 then
  local stream = redis.call('XINFO', 'STREAM', KEYS[2])
  for field = 1, #stream, 2 do
    if stream[field] == 'entries-added' then admitted = stream[field + 1] end
    if stream[field] == 'length' then waiting = stream[field + 1] end
  end
end
return { epoch, time[1] * 1000 + math.floor(time[2] / 1000), admitted, waiting }
