-- wrk: each request an order of one unit by a buyer of its own, as cheap to make as wrk allows: one string from constant parts
-- and a counter, always of the same length.
--
-- Arguments  run: begins every user id, so that no two runs share buyers;  key: "with-key" sends a new idempotency key in each.

local threads = 0

function setup(thread)
  thread:set('thread', string.format('%02d', threads))
  threads = threads + 1
end

function init(args)
  local buyer = args[1] .. thread .. '-'
  head = 'POST ' .. wrk.path .. ' HTTP/1.1\r\nHost: ' .. wrk.host .. ':' .. wrk.port .. '\r\nContent-Type: application/json\r\nX-User-ID: ' .. buyer
  local body = '{"quantity":1,"email":"' .. buyer .. '12345678@example.com"}'
  middle = '\r\nContent-Length: ' .. #body .. '\r\n\r\n{"quantity":1,"email":"' .. buyer
  key = args[2] == 'with-key' and '\r\nIdempotency-Key: ' .. buyer
  tail = '@example.com"}'
  number = 10000000
end

function request()
  number = number + 1
  if key then return head .. number .. key .. number .. middle .. number .. tail end
  return head .. number .. middle .. number .. tail
end

done = dofile((debug.getinfo(1, 'S').source:match('^@(.*/)') or './') .. 'report.lua')
