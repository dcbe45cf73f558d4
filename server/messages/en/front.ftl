# The front page, what is put forward, editions, ranking.
front-feed = feed
front-feed-title = Stories, their updates, and today’s edition
front-all = Today’s page
front-news = Something new was published. Look
front-comments = { $n ->
    [0] say something
    [one] 1 comment
   *[other] { $n } comments
}
front-put = Put something forward
front-empty = The first page is still white.
front-empty-words = This is where the crowd arrives. Give it something to look at:
front-empty-story = Write a story, with a picture
front-empty-story-words = At your desk. It stands on top of this page at once.
front-empty-put = Put something forward
front-empty-put-words = A link, a picture or a throng, under your own headline. Anybody can, without an account.
front-empty-tag = No story has this tag yet.
front-earlier = Earlier stories
front-others = Put forward by readers
front-all-new = everything, newest first
front-vote = Vote for it
front-voted = You voted for it
front-votes = { $chosen } of { $shown } voted for it
front-votes-words = CHOSEN of SHOWN voted for it
front-unsure = still being shown to find out
front-why = why?
front-hide = not for me
front-hidden = Hidden for you. Three people who say so take it out of sight until a moderator looks.
front-show-again = show it again
front-throngs = Throngs under way
front-throng-crowd = { $working } at work · { $joined } joined
front-throng-dek = { $joined ->
    [0] A throng that just begins
    [one] A throng that one person has joined
   *[other] A throng that { $joined } people have joined
}
front-now = Right now
front-looking = { $n ->
    [0] Nobody else has this page open.
    [one] One person has this page open.
   *[other] { $n } people have this page open.
}
front-arrived = { $hits ->
    [one] One hit since midnight UTC
   *[other] { $hits } hits since midnight UTC
}
front-arrived-from = { front-arrived }, most from { $hosts }
front-just-in = Just in
front-just-in-words = Each is shown to enough people before it is ranked.
front-variants = Fresh variants
front-order = In which order?
front-order-new = First what the editors chose today, then this place’s own stories, then what readers put forward, the newest first. Ranking by votes begins at { $enough } views; so far there were { $views }.
front-order-ranked = First what the editors chose today, then this place’s own stories, then what readers put forward, by how many of those who saw it voted for it.
front-order-how = How ranking works
front-what = What is this place?
front-what-words = When many people arrive at once, they can do something together here: look, answer, remix, decide. Nobody needs an account.
front-queue = What was put forward
front-queue-rule = Put it on today’s edition, or say why not. Your reason stands on the public log; readers can vote either way.
front-queue-empty = Nothing waits for you. What readers put forward comes up here.

new-title = Put forward
new-what = A link, or a picture, story or throng from here. You need no account.
new-url = Address
new-headline = Your headline
new-headline-help = In your own words. Left empty, the page’s own title is taken.
new-tags = Tags, with commas between them (optional)
new-empty = Nobody has put anything forward yet. You could be the first.
new-earlier = Earlier
new-then = What happens then?
new-then-words = It is shown to enough people before votes can let it sink. Editors may put it on today’s edition, and say why.

submission-gone = There is no such thing here, or it was taken back.
submission-url-wrong = Write a web address that begins with http:// or https://, of at most { $max } characters.
submission-not-a-thing = This address is on this site, but it is no picture, story or throng that everybody can see. Copy the address of its own page.
submission-title-missing = The page did not tell its title. Give it a headline of 1 to { $max } characters.
submission-title-wrong = Give it a headline of 1 to { $max } characters.
submission-tags-wrong = At most { $max } tags of 1 to { $characters } characters, please.
submission-too-many = You have put { $max } things forward today. Come back tomorrow with more.
submission-taken-out = This page was put forward before and is out of sight. A moderator decides about it.
submission-vote-wrong = A vote is 1, 0 or -1.
submission-decided = An editor has decided about this already.
submission-not-shown = It is not shown to everybody. Let it through first.
submission-thanks = Thank you. It is being shown to people now.
submission-joined = Somebody had put this forward already, so this is where it stands. Your vote helps it.
submission-held = Thank you. The first thing that somebody puts forward is looked at before everybody sees it. Until then you see it here.
submission-hidden = It is out of sight until a moderator has looked.
submission-withdraw = Take it back
submission-take-out = Take it out
submission-own = yours?
submission-act = { $did }, by { $role }

why-title = Why does it stand where it does?
why-edition = The editors put it on the edition of { $date }.
why-rank = It is number { $rank } of everything that was put forward lately.
why-no-rank = It is not ranked: it is not shown to everybody, or older than a week.
why-new = There have been fewer than { $enough } views, so nothing is ranked yet: the newest stand first.
why-unsure = It has been seen fewer than { $quota } times and is still being shown to find out.
why-shown = Seen, in view for a second
why-chosen = Voted for it
why-share = Of all who would see it, vote for it (90 %)
why-age = Put forward
why-score = Score
why-acts = What editors and moderators did
why-no-acts = Nothing.

decide-title = Decide
decide-headline = Headline on the edition
decide-label = One word above it (optional)
decide-greenlight = On today’s edition
decide-refuse = Say no

edition-number = edition { $number }
edition-before = ‹ the day before
edition-after = the day after ›
edition-calendar = calendar
edition-earlier = ‹ earlier
edition-later = later ›
edition-today = Today’s edition
edition-empty-today = Nothing is on today’s edition yet.
edition-empty = There was no edition on this day.
edition-withdrawn = What stood here was taken back.
edition-gone = There is no edition of this day. Editions are named by their date, like 2007-08-19.
edition-full = Today’s edition has { $max } lines and is full. Tomorrow there is another.
edition-already = It is on an edition already.
edition-label-wrong = At most { $max } characters, please.
edition-what = What is this?
edition-what-today = What the editors of this place chose today. The edition is closed at midnight UTC.
edition-what-closed = What the editors of this place chose that day. It is closed; nothing is added to it any more.
edition-root = The proof that it has not been changed
edition-weekday = { $weekday ->
    [1] Mo
    [2] Tu
    [3] We
    [4] Th
    [5] Fr
    [6] Sa
   *[7] Su
}

ranking-title = How ranking works
ranking-lead = What stands higher was voted for by more of those who saw it. Anybody can check that.
ranking-order = The order
ranking-order-edition = What the editors put on today’s edition, the latest first. Each choice has a reason, on the public log.
ranking-order-own = This place’s own stories, the newest first.
ranking-order-others = What readers put forward in the last { $days } days. With fewer than { $enough } views of all of it, nothing can be told apart: the newest stand first. From then on it is ranked as said below.
ranking-views = Views
ranking-views-words = A view is a line that stood in a reader’s window for a second, at least half of it. It counts once a day for each person, or for each address and browser of those who are nobody here yet. Who saw what is never written down.
ranking-quota = Everything is shown { $quota } times before it can sink: until then it has the benefit of the doubt, and every { $each }rd line of the list belongs to what has been seen least.
ranking-formula = The formula
ranking-formula-words = The share of those who see something and vote for it is estimated as if { $chosen } of { $all } had voted for it before anybody came, with bounds that hold it in { $level } of 100 cases. What has been seen often is ranked by the lower bound; what has been seen little by the upper one. After some hours the score is half.
ranking-people = What people do
ranking-people-words = One person has one vote and may change it. “Not for me” hides a line for yourself and counts as a report; three independent ones take it out of sight until a moderator has looked. Nobody can buy a place.
ranking-check = Check it
ranking-check-words = The list for programs gives every figure of every line. “why?” beside a line shows them to you.
front-throng-joined = { $joined } joined
