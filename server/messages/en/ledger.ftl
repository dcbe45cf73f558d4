# The ledger: services, incidents, the yardstick.
ledger-title = Ledger
ledger-what = How services of every age and kind fail people, what they are good for, and what they say to it.
ledger-how = How this is counted
ledger-empty = No service stands here yet. A member can put the first one on the ledger.
ledger-add = Put a service on the ledger
ledger-add-words = A company’s, a city’s, a utility’s: whatever people rely on, old or new.
ledger-add-go = Put it there
ledger-no-persons = Services are organisations’. A person, or somebody’s home page, does not belong here.
ledger-name = What it is called
ledger-url = Its address
ledger-kind = What it does, in a few words
ledger-founded = Since which year (if you know)
ledger-users = How many it serves (an estimate, if you have one)
ledger-older = Further services
ledger-latest = Written down lately
ledger-open = Open
ledger-over = Over
ledger-open-count = { $n ->
    [one] 1 open incident
   *[other] { $n } open incidents
}
ledger-itself = this server
ledger-feed = feed
ledger-feed-title = Incidents on the ledger

ledger-since = since { $year }
ledger-serves = { $n ->
    [one] serves one person
   *[other] serves about { $n } people
}
ledger-now-quiet = Nothing is reported now
ledger-now-many = Many people report that it fails for them
ledger-now-record = An incident is open; one witness so far
ledger-now-fails = It fails, say two witnesses
ledger-reports = { $n ->
    [0] no report in the last hour
    [one] 1 report in the last hour
   *[other] { $n } reports in the last hour
}
ledger-reports-during = { $n ->
    [0] nobody reported it here
    [one] 1 person reported it
   *[other] { $n } people reported it
}
ledger-fails-for-me = It fails for me
ledger-counted = Counted. Thank you: one person, one report an hour.
ledger-counted-before = You reported it within this hour already; it still counts once.
ledger-cost = What it cost people, in a year
ledger-cost-unknown = Nobody has said yet how many it serves, so minutes lost cannot be divided among them.
ledger-each = { $time } each
ledger-power = A power company loses 50 to 300 minutes a year.
ledger-gave = What it gave people
ledger-gave-nothing = Nobody has written down yet what it is good for.
ledger-gave-add = Say what it is good for
ledger-claims = { $n ->
    [one] 1 claim
   *[other] { $n } claims
}
ledger-unproven = without evidence
ledger-yardstick-words = the same for everybody; further right is worse for people
ledger-why = Why this figure?
ledger-cases = { $n ->
    [one] from 1 case
   *[other] from { $n } cases
}
ledger-not-known = not known
ledger-no-case = no case yet
ledger-lies-between = between { $low } and { $high }
ledger-between = { $value } ({ $low }–{ $high })
ledger-at-least = { $value }, upper bound unknown
ledger-minutes = { $n } min
ledger-hours = { $n } h
ledger-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
ledger-percent = { NUMBER($n, maximumFractionDigits: 3) } %
ledger-times = { $n } ×
ledger-by-crowd = people reported it in a year
ledger-by-record = incidents with evidence
ledger-by-service = with a word of the service itself
ledger-incidents = Incidents
ledger-no-incidents = No incident of the last year has been written down.
ledger-no-other-incidents = No other incident of the last year has been written down.
ledger-open-one = Write an incident down
ledger-as-data = as data (Statuspage v2)
ledger-speak = Speak for this service

ledger-figure-availability = Worked
ledger-figure-saidi = Minutes lost per user
ledger-figure-saifi = Failures per user
ledger-figure-caidi = Length of a failure
ledger-figure-major-event-days = Days of catastrophe
ledger-figure-candour-lag = First word after onset
ledger-figure-time-to-mend = Mended after
ledger-figure-recurrence = Came again within a week

ledger-said = What is said
ledger-answers = What { $name } answers
ledger-no-answer = Nothing yet. This place is kept for it.
ledger-evidence-count = { $n ->
    [one] 1 piece of evidence
   *[other] { $n } pieces of evidence
}
ledger-clocks = Clocks
ledger-began = It began
ledger-noticed = Somebody noticed
ledger-acknowledged = The service’s first public word
ledger-ended = It was over
ledger-after = after { $time }
ledger-day-only = Only the day and the minutes are known; the time of day is not.
ledger-affected = People it hit
ledger-affected-unknown = Nobody has counted whom it hit
ledger-severity = Share of the service they lost
ledger-cause = What failed
ledger-append = Add what is new
ledger-together = Find out together
ledger-together-words = Gather a throng that checks what is said here.
ledger-past = What this record said before

ledger-write = Write it down
ledger-update = What is new?
ledger-over-now = It is over now
ledger-append-go = Add it
ledger-append-who = Whoever wrote this incident down adds to it, and the hosts.
ledger-open-who = Members write incidents down. Until you are one, tap “It fails for me”, or say below what the service is good for.
ledger-incident-title = What failed, in one line
ledger-impact = What it did to people
ledger-evidence = What shows it: an address or a sentence a line
ledger-evidence-more = More that shows it: an address or a sentence a line
ledger-complete = Complete the record
ledger-complete-words = What was not known at first: it counts in every figure from now on, and what the record said before stays readable.
ledger-complete-go = Put it into the record
ledger-open-go = Write it down
ledger-claim = What it is good for
ledger-measure = How much, as a number with its unit
ledger-claim-held = Thank you. What a newcomer says first is looked at before everybody sees it.
ledger-claim-go = Say it
ledger-speak-words = Do you work for it? Prove it once with a line on its own server or in its DNS, and your answer stands beside what is said, as large.
ledger-speak-go = I speak for it
ledger-prove-put = Put this line
ledger-prove-at = into this file of your server:
ledger-prove-record = or into a TXT record of this name, in your DNS:
ledger-prove-go = It is there: look
ledger-proven = You speak for this service.
ledger-reply = Your answer, shown beside what is said
ledger-reply-go = Publish the answer
ledger-reply-where = Open an incident to answer it.

ledger-service-gone = There is no such service here, or it waits to be let through.
ledger-incident-gone = There is no such incident here, or it waits to be let through.
ledger-claim-gone = Ask first to speak for this service; then you get the line that proves it.
ledger-line-wrong = Write one line of 1 to { $max } characters.
ledger-text-wrong = Write 1 to { $max } characters.
ledger-address-wrong = Give an address that begins with http:// or https://, without a password, of at most { $max } characters.
ledger-time-wrong = Give a time that is past, written like 2007-08-16T08:00:00Z.
ledger-users-wrong = Give a whole number of people, without points or letters.
ledger-bounds-wrong = The estimate must lie between the lower and the upper bound.
ledger-year-wrong = Give a year of four digits.
ledger-severity-wrong = The severity is a share from 0 to 1.
ledger-ends-early = It cannot be over before it began: look at both times again.
ledger-evidence-many = At most { $max } pieces of evidence.
ledger-evidence-empty = A piece of evidence needs an address, a picture or a sentence.
ledger-window-wrong = The window must end after it begins, by at most 30 years.
ledger-not-proven = Only a proven representative of the service can answer here. Ask to speak for it on the service’s page.
ledger-proof-missing = The line “{ $line }” was not found at { $address }. Put it there, on a line of its own, and look again.
ledger-proof-missing-both = The line “{ $line }” was found neither at { $address } nor in a TXT record of { $record }. Put it at one of them, on a line of its own, and look again. A new record can take a while to be seen.
ledger-format-wrong = The format is statuspage, atom, upptime or csv.
ledger-history-unread = This history cannot be read: { $why }. Nothing of it was taken.
ledger-history-long = At most { $max } incidents at once. Send the rest in a second part.

yardstick-title = The yardstick
yardstick-lead = Every service is measured by the same figures, a power company and a web page alike. No formula knows how old a service is.
yardstick-interval = Intervals
yardstick-interval-words = Beside a figure stands between what and what it lies. Whom nobody counted widens the interval; it is not guessed. Times are medians after Kaplan and Meier: what is still open counts as unfinished. With few cases the interval is wide, and without any there is no figure.
yardstick-witnesses = Three witnesses
yardstick-witnesses-words = The crowd, the record with its evidence, and the service’s own words are kept apart. Only two of them together say that a service fails. A report counts once per person, service and hour.
yardstick-availability = The share of the window in which the average user had the service: 1 − SAIDI / minutes of the window.
yardstick-saidi = SAIDI (IEEE 1366): minutes without the service, weighed by how many it hit and how much they lost, divided by all users. Incidents at the same time never count more than everybody.
yardstick-saifi = SAIFI (IEEE 1366): how often the average user lost the service: all users hit, added up over the incidents that began in the window, divided by all users.
yardstick-caidi = CAIDI (IEEE 1366): how long a failure lasted for whom it hit: SAIDI / SAIFI.
yardstick-major-event-days = Days whose loss lies above exp(α + 2.5 β), with α and β the mean and standard deviation of the logarithms of the daily losses (IEEE 1366, 2.5 beta). Told apart, never dropped; from ten days with a loss on.
yardstick-candour-lag = From the beginning of an incident to the service’s first public word: the median. Silence goes on until the window ends.
yardstick-time-to-mend = From the beginning of an incident to its end: the median. Open incidents count as unfinished.
yardstick-recurrence = The share of ended incidents that were followed by another within seven days, unless both causes are known and differ. Interval after Wilson.
me-did-incident = Wrote down: { $title }
moderation-kind-service = Service
moderation-kind-incident = Incident
moderation-kind-benefit = What a service is good for
moderation-kind-reply = A service’s answer
ledger-no-file = There is no such file here. There are summary.json, status.json, components.json, incidents.json, incidents/unresolved.json and scheduled-maintenances.json.
