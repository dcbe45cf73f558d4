# What every screen shares: masthead, footer, crowd line, times, charts.
layout-skip = Skip to the content
layout-navigation = Main
layout-today = Today
layout-throngs = Throngs
layout-ledger = Ledger
layout-sign-in = Sign in
layout-terms = Terms
layout-privacy = Privacy
layout-contact = Contact
layout-moderation = Moderation log
layout-simulated = { $people ->
    [0] A demonstration: nobody here is simulated.
    [one] A demonstration: one simulated person is at work here.
   *[other] A demonstration: { $people } simulated people are at work here.
}
layout-read-only = The disk of this server is nearly full: everything can be read, nothing new can be kept for now.
layout-wrong = Something is wrong with this

layout-role-guest = guest
layout-role-member = member
layout-role-editor = editor
layout-role-moderator = moderator
layout-role-owner = owner

layout-crowd-looking = looking
layout-crowd-joined = joined
layout-crowd-working = at work now
layout-crowd-per-dot = one dot for { $people } people
layout-crowd-sampled = one dot for PEOPLE people

layout-as-table = As a table
layout-when = When (UTC)
layout-arrivals = Arrivals
layout-chart-arrivals = { $people ->
    [one] One arrival
   *[other] { $people } arrivals, at most { $most } in a minute
}

layout-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
layout-weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
layout-day = { $day } { layout-month } { $year }
layout-long-day = { layout-weekday }, { layout-day }
layout-moment = { layout-day }, { $clock } UTC
layout-clock = { $clock } UTC
layout-api-title = For programs
layout-api-lead = Everything that people do here, programs can do too. Errors are RFC 9457 problems; a retry with the same Idempotency-Key gets the first answer.
layout-this-language = English
layout-role-readers = readers
