me-did = What you did
me-nothing-yet = Nothing yet. Your first answer starts the list.
me-name = Your name
me-name-label = As others see you
me-name-save = Call me that
me-yours = What is yours
me-yours-words = See it, take it with you, or erase it.
me-export = Take everything with you
me-erase = Erase me
me-erase-words = Your name and texts go, at once and for good. Counts and proofs stay, without you in them.
me-erase-go = Erase my name and texts
me-sign-out = Sign out
people-owner-title = Welcome, owner
people-owner-lead = This link signs you in as the owner of this Throng, once. Keep it to yourself.
people-owner-button = Sign me in
people-owner-link-gone = This link was used already, or its hour is over. Make a new one with “throng owner-link”.
people-foreign-origin = This was sent by a page of another site, so it was not done. Open this server’s own page and do it there.
people-token-unknown = This token is not known, or its session has ended. Sign in again with POST /api/v1/session.
people-sign-in = This needs somebody who is signed in. Do something here first, or use your link.
people-not-allowed = Your role does not allow this. Ask whoever runs this server.
people-too-often = That was a lot at once. Try again in { $seconds } seconds.
people-name-wrong = A name has between 1 and { $max } characters, and no hidden ones.
me-come-in = Come in
me-no-account = You need no account here. Answer, remix, vote or say something, and you are a guest. Or become one now, under a name you like.
me-name-wish = What shall others call you? (leave it empty and you get a friendly name)
me-be-a-guest = Be a guest
me-owner = You run this server?
me-owner-words = Run “throng owner-link” on its machine. It prints a link that signs you in.
me-did-picture = You put up “{ $title }”
me-did-story = You wrote “{ $title }”
me-did-update = You added to “{ $title }”
me-did-comment = You commented: “{ $said }”
me-did-message = You said: “{ $said }”
me-did-gather = You gathered a throng: “{ $title }”
me-did-join = You helped with “{ $title }”
me-did-answers = { $answers ->
    [one] one answer
   *[other] { $answers } answers
  }
me-did-credit = { $percent }% of what was found out came from you
me-reported = You said that something was wrong
people-left = someone who left
people-nobody = Nobody here has this id, or they have left.
people-role-wrong = A role is guest, member, editor or moderator.
people-owner-stays = The owner stays the owner; give the role to somebody else.
people-banned = You may read here, but no longer act. The public log says why; write to the contact of this server if that is wrong.
people-timed-out = You may read here, but not act until { $until } UTC. The public log says why.
people-words = Editors write stories and gather throngs; moderators look after what others put up as well. Members have an account.
people-find = Find somebody by name or id
people-find-go = Find
people-found = Found
people-recent = Who came last
people-none = Nobody is called that.
people-with-role = Who has a role
people-give = Give a role
people-role = Role
people-give-go = Give it
people-audit = Record of privileged acts
me-did-deeds = { $deeds ->
    [one] one deed
   *[other] { $deeds } deeds
}
me-did-ballots = { $ballots ->
    [one] one ballot
   *[other] { $ballots } ballots
}
