ballot-none = This activity is no decision. Ask the throng for its activity of the kind “decide”.
ballot-seats-wrong = Give a whole number of seats, 1 to { $max }, and more than one by the rule “stv” only.
ballot-rule-unknown = This is not a rule. Choose “approval”, “score” or “schulze”.
ballot-voters-unknown = Say who may vote: “anyone”, “acted”, “members” or “invited”.
ballot-options-count = A decision is between { $min } and { $max } options; here are { $found }. Name them in “options”; without it the published remixes are taken.
ballot-option-text = An option has between 1 and { $max } characters on one line.
ballot-option-twice = This option is there already. Take one of them out.
ballot-option-unknown = “{ $option }” is not an option of this decision. Write options exactly as the decision names them.
ballot-wrong-approval = A ballot by this rule is {"{"}"approve": […]{"}"}: a list of options, each once.
ballot-wrong-score = A ballot by this rule is {"{"}"score": {"{"}option: points{"}"}{"}"} with 0 to 5 whole points for an option.
ballot-wrong-rank = A ballot by this rule is {"{"}"rank": […]{"}"}: options from best to worst, each once; a list among them is a tie.
ballot-wrong-stv = A ballot by this rule is {"{"}"rank": […]{"}"}: options from best to worst, each once and each in a place of its own.
ballot-not-open = The ballot is not open yet: whoever gathered this opens it when the work is done. Follow the throng to hear of it.
ballot-closed = The ballot is closed. What it came to stands on the throng’s page.
ballot-still-open = The ballot is open until { $at }. Until then nobody is told how it stands; come back after it.
ballot-own-none = There is no ballot of yours that can still be changed.
ballot-receipt-unknown = No ballot that was counted has this receipt. Whoever changed their ballot got a new one; only the last counts.
ballot-only-acted = Here vote those who did something for this throng before the ballot opened. You can follow how it ends.
ballot-only-members = Here vote those who have an account. Sign in, then vote.
ballot-only-invited = Here vote those who came by somebody’s invitation. Ask one of them for a link.

ballot-voters-anyone = Anyone could vote.
ballot-voters-acted = Whoever had done something for this throng before the ballot opened could vote.
ballot-voters-members = Whoever has an account could vote.
ballot-voters-invited = Whoever had been invited could vote.
ballot-may-anyone = Anyone may vote, without an account.
ballot-may-acted = Whoever did something for this throng before the ballot opened may vote.
ballot-may-members = Whoever has an account may vote.
ballot-may-invited = Whoever was invited may vote.

throng-brief-wrong = Say what to make of the picture, in 1 to { $max } characters.
throng-picture-gone = There is no such picture here, or it is not open to you. Copy its id from its page’s address.
throng-deed-link = This is not an address of the web. It begins with https:// and has at most 2000 characters.
throng-deed-empty = Show that it is done: a “text”, a “picture” or a “link”.
throng-deed-reason = Say why it is not done, in “reason”: whoever tries next reads it.
throng-deed-own = Somebody else says whether your deed is done.
throng-deed-not-waiting = This deed does not wait to be confirmed: somebody was quicker, or nothing is shown yet.

ballot-title = Your ballot
ballot-until = open until
ballot-how-approval = Tick everything that you would be content with.
ballot-how-score = Give each 0 to 5 points; nothing counts as 0.
ballot-how-rank = Number them: 1 is the best. Equal numbers are ties; what has no number comes last.
ballot-how-stv = Number them: 1 is the best, and each number once. Where your first choice needs you no more, or cannot win, your vote goes on to the next.
ballot-go = Cast my ballot
ballot-change = Change my ballot
ballot-secret = Until the close you can change it, and nobody is told how it stands. After it your name is no longer beside your choice, and everybody can count again.
ballot-counted = Counted.
ballot-receipt-words = This is your receipt. Keep it: after the close it shows that your ballot is among those counted, and whoever has it can see how you voted.
ballot-over = No ballot is open here.

tally-closed = closed
tally-nobody = Nobody voted.
tally-won = “{ $option }” won.
tally-elected = Chosen: { $options }.
tally-tied = Tied: { $options }.
tally-ballots = { $ballots ->
    [one] One ballot
   *[other] { $ballots } ballots
}, { $guests ->
    [0] none
   *[other] { $guests }
} of them by guests without an account; { $bound ->
    [0] none can be a second ballot of the same person
    [one] at most one can be a second ballot of the same person
   *[other] at most { $bound } can be second ballots of the same people
}.
tally-rule-approval = Each ballot names as many options as it likes; whichever is on most ballots wins.
tally-rule-score = Each ballot gives every option 0 to 5 points; the highest sum wins.
tally-rule-schulze = Each ballot ranks. Every option is compared with every other; where that goes in a circle, the strongest path of victories decides (Schulze’s method).
tally-rule-stv = Each ballot ranks. Whoever reaches the quota is elected, and what is above it goes on to the next choices; otherwise the last one goes out (single transferable vote, Scottish rules of 2007; no lot is drawn, equals stay equal).
tally-votes = { $votes } · { $percent }%
tally-points = { $points ->
    [one] one point
   *[other] { $points } points
}
tally-before = { $options ->
    [0] last
    [one] before one other
   *[other] before { $options } others
}
tally-duel = { $one } { $over } : { $under } { $other }
tally-stage-first = { $round }. First choices; { $quota } elect: { $had }.
tally-stage-surplus = { $round }. What { $of } had above the quota goes on: { $had }.
tally-stage-exclusion = { $round }. { $of } goes out: { $had }.
tally-stage-has = { $option } { NUMBER($votes, maximumFractionDigits: 2) }
tally-stage-elected = Elected: { $options }.
tally-how = How it was counted
tally-place = Place
tally-option = Option
tally-got = Got
tally-recount = Recount it yourself
tally-recount-words = Every ballot is published without a name. This command reads them, verifies each, and counts again.
tally-record = The ballots
tally-root = Root of the record

remix-it = Remix it
remix-none = Nobody has put a remix up yet. Yours would be the first.
remix-count = { $entries ->
    [0] no remix yet
    [one] one remix
   *[other] { $entries } remixes
}
remix-which = Which of these do you like?
remix-decide = Let them decide
remix-decide-words = All remixes become the options of a ballot that is open for a day.
remix-decide-reason = The remixes are up; now the crowd decides.

deeds-title = What there is to do
deeds-done = { $done } of { $items } done
deeds-is-done = done
deeds-claim = I’ll take one on
deeds-words = You get one for four hours, do it, and say so; somebody else confirms it.
deeds-mine = What you took on and did
deeds-until = yours until
deeds-text = What you did
deeds-link = A link that shows it
deeds-tell = It is done
deeds-nothing = You have nothing in hand.
deeds-waiting = Are these done?
deeds-reason = If not: why?
deeds-confirm = Yes, it is done
deeds-refuse = No, not yet

manage-decision = The decision
manage-decide-until = Decided by
manage-decide-open = Open the ballot
manage-decide-move = Move its end

remix-question = The question
gather-remix = Remix it
gather-remix-words = make variants of a picture
gather-do = Do it
gather-do-words = away from the screen, confirmed by another
gather-decide = Decide it
gather-decide-words = a vote between options
gather-rule = How is it counted?
gather-rule-approval = Approval: tick all you like
gather-rule-score = Points: 0 to 5 for each
gather-rule-schulze = Ranking: best to worst (Schulze)
gather-voters = Who may vote?
gather-voters-anyone = Anyone who comes by
gather-voters-acted = Whoever did something here before
gather-voters-members = Whoever has an account
gather-voters-invited = Whoever was invited
gather-remix-picture = A remix throng is about a picture. Open the picture’s page and gather from there.
deeds-choose = Choose which
deeds-this = I’ll do this
deeds-give-back = Give it back
deeds-picture = A picture on this site that shows it: its address
deeds-did = What you did
deeds-waits = shown · waits for somebody’s word
deeds-confirmed = done, confirmed
deeds-confirmed-by = done, confirmed by { $name }
deeds-refused = not yet done
deeds-refused-by = not yet done, says { $name }
deeds-is-taken = taken until
deeds-is-waiting = waits to be confirmed
deeds-last-time = Not done last time:
deeds-late = your time is over; if nobody else did it, you can still show it
deeds-left = What you wrote
deeds-over = This has ended; nothing more is taken on or confirmed.
deeds-away = A moderator took away what was shown here.
deeds-the-picture = The picture that shows it
deeds-who-confirms = Whoever has an account may say so, or did something here before. Nobody says it of their own.
deeds-no-reason = Say why it is not done: whoever tries next reads it.
deeds-no-evidence = Show that it is done: in a few words, by a link or by a picture.
deeds-no-picture = There is no such picture here. Copy the address of its page, or leave it out.
throng-deed-only-acted = You can say so once you did something here that counts, or with an account. The coordinator can always.
throng-deed-taken = Somebody else has taken this one on. Choose another.
throng-deeds-many = You have { $max } in hand already. Finish one of them, or give one back.
ballot-place = place
ballot-untouched = Nothing is filled in yet, so nothing was counted. Fill in at least one of them, then cast your ballot.
manage-figure-todo = things to do
manage-figure-confirmed = done and confirmed
manage-figure-taken = in people’s hands now
manage-figure-waiting = wait to be confirmed
manage-figure-ballots = ballots cast
manage-figure-remixes = remixes
manage-ballot-until = The ballot is open until
manage-ballot-not = The ballot is not open.
manage-let-decide = Let them decide
manage-let-decide-words = A question and what to choose from. The ballot opens at once.
manage-question = The question
manage-options = What to choose from, one a line
manage-decided-reason = The crowd decides now.
throng-nothing-to-decide = There is nothing to decide yet. Write the question and what to choose from under “Let them decide”; that opens the ballot.
manage-decide-after = Choose when it is decided: a day and time after the deadline of the work.
deeds-title-over = What was to be done
deeds-not-done = not done
