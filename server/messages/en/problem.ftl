problem-retry = { $seconds ->
    [one] Come back in one second.
   *[other] Come back in { $seconds } seconds.
}
problem-home = To the front page
problem-title-not-found = There is nothing here
problem-title-not-allowed = This is not open to you
problem-title-too-many = Too many at once
problem-title-our-fault = Something broke on our side
problem-title-not-done = This was not done
problem-internal = The server could not do it, and has written down why. Nothing you sent was kept; try again in a minute.
problem-busy = More people are here than this machine can serve at once. Try again in a moment.
problem-disk-full = The disk of this server is full, so nothing new can be kept. Reading still works; its owner has to make room.
web-no-page = No page has this address. Perhaps it was withdrawn, or the address is cut short.
web-wrong-method = This address does not take that kind of request. The API's description is at /api/v1/openapi.json.
web-not-understood = The request could not be understood. The API's description is at /api/v1/openapi.json.
web-field-wrong = This value does not fit “{ $field }”. The API’s description at /api/v1/openapi.json says what it may be.
web-field-missing = “{ $field }” is missing. Give it a value.
web-field-one-of = “{ $field }” is one of: { $allowed }.
web-field-expected = “{ $field }” is { $expected ->
    [text] a text
    [whole] a whole number
    [count] a whole number from 1 up
    [number] a number
    [truth] true or false
    [list] a list, in square brackets
   *[object] an object, in braces
}.
web-not-json = The body is not JSON: look at line { $line }, column { $column }.
web-not-a-form = The form could not be read. Go back and send it again.
web-body-too-large = This is too much at once: at most { $max } bytes.
web-body-stalled = What you were sending stopped coming, so nothing was kept. Check your connection, then send it again.
web-changed-meanwhile = Somebody else changed it meanwhile. Read it again, then make your change to what stands there now.
web-key-too-long = An Idempotency-Key has between 1 and { $max } characters.
web-key-unfinished = The first request with this Idempotency-Key is still being worked on. Ask again in a second.
web-key-other-body = This Idempotency-Key was used for another body. Use a new key for a new request.
web-key-cut-off = The first request with this Idempotency-Key was cut off by a stop of the server. Look whether it was done; if not, send it with a new key.
web-body-slow = This came in too slowly and was not kept. Send it again over a better connection.
web-list-after = “after” is what the list gave as “next”. Take that, or leave it out to begin at the start.
web-no-live = This address speaks WebSocket, with the subprotocol throng.v1. Programs without one read the same events at /live/sse?topic=….
