throng-about = A throng about
throng-gathered-by = gathered by { $name }
throng-ends = ends
throng-agreed = of { $items ->
    [one] one item agreed
   *[other] { $items } items agreed
}
throng-disputed = { $items ->
    [one] people disagree on one · look at it
   *[other] people disagree on { $items } · look at them
}
throng-cannot-tell = Can’t tell
throng-nothing-left = Nothing is left for you here: others are at the rest. Thank you. Stay and talk, or see how it ends.
throng-follow = Tell me how it ends

outcome-ended = Ended
outcome-who = Who did it
outcome-who-rule = One dot a person, as large as what they settled.
outcome-take = Take it with you
outcome-how = How it was done

gather-what = What should they do?
gather-objective = The objective, in one sentence a stranger understands
gather-until = Until
gather-sure = How sure must each answer be?
gather-items = Your rows (CSV or one JSON object a line)
gather-preview = As the crowd will see it
gather-go = Gather them

throng-gone = There is no such throng, or it is not open to you. Perhaps its address is cut short.
throng-over = This throng has ended; nothing in it changes any more. Its outcome stands on its page.
throng-not-over = This throng has not ended yet, so there is no outcome. Come back after its deadline.
throng-activity-gone = There is no such activity, or it is not open to you.
throng-activities-many = A throng has at most { $max } activities. Add items to one that it has.
throng-activity-kind = This version can do activities of the kinds “label”, “do”, “remix” and “decide”. Ask for one of these.
throng-question-missing = A “label” activity needs a question: its kind “choice”, its text and its choices.
throng-question-kind = This version can ask questions of the kind “choice”. Give it a text and 2 to 20 choices.
throng-question-text = A question has between 1 and { $max } characters.
throng-choices-count = A question has between { $min } and { $max } choices.
throng-choice-text = A choice has between 1 and { $max } characters.
throng-choice-twice = This choice is there already. Take one of them out.
throng-text-long = This is too long: at most { $max } characters.
throng-target-wrong = How sure an answer must be lies between 0.5 and 0.999; 0.95 is usual.
throng-max-answers-wrong = An item gets between { $min } and { $max } answers at most; 15 is usual.
throng-template-later = Throngs of this kind come with a later version. For now gather “remix”, “label”, “check”, “do” or “decide”.
throng-template-unknown = This is not a template. Gather “remix”, “label”, “check”, “do” or “decide”.
throng-objective-wrong = An objective is one sentence of 1 to { $max } characters.
throng-statement-wrong = Say it in 1 to { $max } characters.
throng-about-wrong = Say what the throng is about: a picture or story with its kind and id, or an address.
throng-about-gone = There is no such thing here. Copy its id from its page’s address.
throng-about-url = This is not an address of the web. It begins with https:// and has at most { $max } characters.
throng-deadline-wrong = This is not a time that lies ahead, within a hundred years and after what comes before it. Write it like 2027-08-19T14:05:00Z.
throng-state-wrong = This throng { $now ->
    [gathering] is gathering people: it can go on to working, deciding or ended.
    [working] is at work: it can go on to deciding or ended.
   *[deciding] is deciding: it can end, or with a reason go back to working.
} It cannot become “{ $next }”.
throng-reason-missing = Say why, in “reason”: people who joined read it.
throng-items-none = There are no rows in this. A CSV begins with its headings; otherwise send one JSON object a line.
throng-items-many = This is too much: one activity takes at most { $max } items. Split it over several throngs.
throng-item-gone = There is no such item. Ask for the next one.
throng-columns-none = Say which column is shown: ?text=COLUMN, ?picture=COLUMN or ?url=COLUMN. Your columns are: { $columns }.
throng-column-unknown = There is no column “{ $name }”. Look at the first line of your file.
throng-line-broken = Line { $line } cannot be read: a quote is not closed, or it is not text. Nothing was taken; mend the line and send the file again.
throng-line-cells = Line { $line } has { $found } cells and the headings have { $expected }. Nothing was taken; mend the line and send the file again.
throng-line-columns = Line { $line } has more than { $max } columns. Nothing was taken; leave out what is not needed.
throng-line-long = Line { $line } holds more than { $max } characters in one cell. Nothing was taken; shorten it and send the file again.
throng-line-json = Line { $line } is not one whole JSON object. Nothing was taken; mend the line and send the file again.
throng-line-nested = Line { $line }: text, picture, url, key and answer are plain texts, not lists or objects. Nothing was taken.
throng-line-empty = Line { $line } has nothing to show: it needs a text, a picture or a url. Nothing was taken.
throng-line-picture = Line { $line }: a picture is named by its id here. Put an address into “url”. Nothing was taken.
throng-line-picture-gone = Line { $line }: there is no such picture here. Put it up first. Nothing was taken.
throng-line-url = Line { $line }: an address begins with http:// or https://. Nothing was taken.
throng-line-key = Line { $line }: a key has at most { $max } characters. Nothing was taken.
throng-line-key-twice = Line { $line } has the same key as line { $first }. Nothing was taken; each key stands for one item.
throng-line-key-taken = Line { $line }: another item of this activity has this key already. Nothing was taken.
throng-line-answer = Line { $line }: the known answer is none of the choices ({ $choices }). Nothing was taken.
throng-lease-gone = This item is not in your hands: it was given back long ago, or is somebody else’s. Ask for the next one.
throng-answered = You have answered this one already; your answer counts. Ask for the next one.
throng-answer-wrong = This is not one of the choices: { $choices }. Send null for “can’t tell”.
throng-format = Results come as “csv”, “ndjson” or, without a format, as JSON.
outcome-method = Each item went to several people until its answer was sure enough. All answers together give each person’s confusions and each item’s most probable answer with its probability (Bayesian classifier combination); items with a known answer measured how well people tell. A person’s share is the information that their answers gave about the final ones.

throng-sureness = at least { $percent }% sure each
throng-no-work = There is nothing to do here yet. Whoever gathered this is still preparing it.
throng-manage = Manage
throng-all-done = Every item is agreed.
throng-progress-label = { $done } of { $items } items agreed
throng-held = This waits to be let through. So far only you and the moderators see it.

work-whole = See the whole throng
work-look = Look at it
work-counted = Counted. Thank you.
work-offline = The server is not reached. Your answer is kept, and goes out as soon as it is.
work-busy = Many are answering at once. Yours is kept, and goes out in SECONDS seconds.
work-ended = It has ended, and your answers are in it.
work-outcome = See the outcome
work-first = no account, about ten seconds
work-nth-one = your NTHst item
work-nth-two = your NTHnd item
work-nth-few = your NTHrd item
work-nth-other = your NTHth item

outcome-reached = reached
outcome-partly = partly reached
outcome-not-reached = not reached
outcome-figure-agreed = { $items ->
    [one] item agreed, at least { $percent }% sure
   *[other] items agreed, at least { $percent }% sure each
}
outcome-figure-answers = answers, { $percent }% fewer than asking { $each } people each
outcome-figure-answers-plain = { $answers ->
    [one] answer
   *[other] answers
}
outcome-figure-open = { $items ->
    [0] left open
   *[other] left open; they say so below
}
outcome-figure-time = from the first answer to the last
outcome-minutes = { $minutes } min
outcome-hours = { $hours } h { $minutes }
outcome-days = { $days } d { $hours } h
outcome-seconds = { $seconds } s
outcome-answers = What was agreed
outcome-more = More answers
outcome-yours = The red one is you.
outcome-named = { $others ->
    [0] { $names }
    [one] { $names } and one other
   *[other] { $names } and { $others } others
}
outcome-take-csv = the rows, with the answers
outcome-take-ndjson = for programs, one JSON object a line
outcome-take-json = statement, results, credits
outcome-method-exact = Every item went to several people, none of whom saw what the others had said, until the answer was at least { $percent }% sure or { $most } people had been asked. Each person’s answers weigh as much as they proved reliable.
outcome-after = How it went on
outcome-feed = Follow by feed
outcome-update = Tell how it went on
outcome-update-words = It gets today’s date and goes to everyone who follows.
outcome-update-go = Tell them

answers-item = Item
answers-answer = Answer
answers-sure = Sure
answers-people = People
answers-open = open
answers-none = nobody could tell
answers-unasked = nobody was asked
answers-percent = { $percent }%
answers-split = { $count } × { $answer }

disputed-title = Where people disagree
disputed-why = These items have answers that do not agree, or not yet. What people said is shown without who said it.
disputed-none = Nobody disagrees so far.

known-title = Do five yourself
known-why = They become known answers: with them the server learns how reliable each person is. Nobody sees which ones they are.
known-of-five = of five known answers
known-another = Another one
known-on = Go to your throng
known-do = { $done } of 5 done
known-link = The link for the crowd
known-link-words = Put it where they are. Nobody needs an account.

manage-title = Manage the throng
manage-end = End it
manage-statement = What came of it, in a few sentences
manage-end-words = The results freeze as they stand, with everybody’s credit. It cannot be opened again; you can tell later how it went on.
manage-end-go = End it and show the outcome
manage-deadline = The deadline
manage-move = Move it
manage-figure-items = items
manage-figure-agreed = agreed
manage-figure-answers = answers
manage-figure-people = people

throngs-title = Throngs
throngs-what = What people are doing together right now, and what came of it.
throngs-none-open = Nobody is gathered right now. The next crowd is yours, if you have a question for it.
throngs-ended = Ended
throngs-older = Older ones
throngs-gather = Gather a throng
throngs-gather-words = For hosts: a question, your rows, a deadline.

gather-title = Gather a throng
gather-about = About
gather-label = Label it
gather-label-words = the same question about many things
gather-check = Check it
gather-check-words = is this claim right?
gather-utc = (UTC)
gather-question = The question, the same for every row
gather-choices = The answers to choose from, one a line
gather-pasted = Or paste them: a first line with names, or one item a line
gather-look = Look at the rows
gather-rows = { $rows ->
    [one] one row
   *[other] { $rows } rows
} · { $how }, understood
gather-role-text = shown as text
gather-role-picture = becomes the picture
gather-role-url = shown as a link
gather-role-key = your own key
gather-role-answer = the known answer
gather-role-private = stays private, comes back
gather-commas = commas
gather-semicolons = semicolons
gather-tabs = tabs
gather-json = one JSON object a line
gather-lone = one item a line
gather-cost = { $rows ->
    [one] One row
   *[other] { $rows } rows
} × about { $each } = { $answers } answers: about { $people ->
    [one] one person
   *[other] { $people } people
} for { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}. An estimate; how many it takes depends on how much they agree.
gather-cost-unknown = What it will cost is said here as soon as there are rows.
gather-then-five = Then do five yourself: they become known answers.
gather-check-question = Is this claim right?
gather-check-choices = Right
    Wrong
    Partly
gather-personal = may name people or say how to reach them, and everybody would see it. Choose “stays private” for it, or gather if that is meant.
gather-personal-once = { $columns } may name people or say how to reach them, and everybody would see it. Choose “stays private” for it, or gather once more if that is meant.
gather-at-once = It is live as soon as you press this; then you get the link for the crowd.
work-settled = Counted, and with it this one is settled. Thank you.
work-talk = Say something
plan-title = The plan
plan-open = open now
plan-not-open = not open
plan-deeds = Small jobs
outcome-again = Gather again
gather-about-this = Gather a throng about this
gather-no-rows = There are no rows yet. Choose a file or paste them, then gather.
gather-bad-deadline = Choose the day and time when it ends; it lies ahead, within a year.
gather-too-large = These rows are more than { $megabytes } MB. Split the file, gather with the first part, and add the rest by the API.
gather-about-what = About which page? Its address
manage-reason = Why it moves; everybody sees it
gather-percent = at least { $percent }% sure
throng-a-picture = a picture
outcome-update-of = How it went on: { $objective }
outcome-of = How it ended: { $objective }
throng-rule-late = How sure an answer must be is settled before the first items; now only the title can change.
gather-guessed = People will see { $columns }; everything else stays private. Choose otherwise above a column if you like.
gather-guessed-once = People will see { $columns }; everything else stays private. Look at the rows below, choose otherwise if you like, then gather.
gather-none-shown = No column is shown to people yet. Choose above one of them what they are to see: its text, its picture or its link.
gather-role-twice = Two columns are to be the same thing. Leave one of them, and let the other stay private.
gather-first-is-heading = The first line is a heading
gather-remix-not = needs a picture: open the picture’s page and gather from there
gather-check-objective = Without rows of your own, the objective is the claim that people check.
outcome-take-tally = The tally
outcome-take-ballots = Every ballot, to count again
follow-words = The outcome comes to you, and whatever is told after it. No address is asked of you.
follow-address = The feed of this throng
follow-copy-words = Copy this address into your feed reader
follow-open = Open the feed itself
follow-what = What is a feed?
follow-what-words = A feed is a small file that a feed reader looks at now and then; when something new stands in it, the reader shows it to you. Many mail programs and browsers have one built in.
follow-private = Nobody here learns who reads it, and you leave by removing it from your reader.
copy-go = Copy
copy-done = Copied
