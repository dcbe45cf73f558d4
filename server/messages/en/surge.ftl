# Surges: what a page, the desk and a story itself say when a crowd begins to come.
surge-from = from { $host } since { $since }
surge-since = since { $since }
surge-half-life = Arrivals halve every { $minutes ->
    [one] minute
   *[other] { $minutes } minutes
}. Half of those still to come will be here by { $by }.
surge-looking = { $n ->
    [one] 1 looking now
   *[other] { $n } looking now
}
surge-where = Where you came from
surge-host = From
surge-direct = no page named
surge-other = elsewhere
surge-update-page = This story is on the front page of { $link }: { $people } people came from there since { $since }.
surge-update-link = { $link } links to this story: { $people } people came from there since { $since }.
surge-update-host = Many people are coming from { $host }: { $people } since { $since }.
surge-update = Many people are coming to this story: { $people } since { $since }.
surge-desk = People are coming now
surge-at-desk = at most { $peak } in a minute, { $from }
surge-gather = Gather them
surge-says = The story wants to say:
surge-post = Let it say so
surge-links = Who links here
surge-links-rule = A page is named only if it truly links to this story. It is looked at once, now.
surge-links-page = Address of a page that links here
surge-links-go = Look at it
surge-choice = When a crowd comes, the story says so
surge-choice-held = after a look at it
surge-choice-posted = at once
surge-choice-silent = not at all
surge-choice-save = Keep this
surge-choice-wrong = Choose one of held, posted and silent.
surge-page-wrong = The page could not be looked at: { $why }.
surge-page-links-not = That page does not link to { $story }. Ask whoever writes it to put the link there, then try again.
