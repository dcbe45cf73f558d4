settings-title = Settings
settings-save = Keep it
settings-rule = Leave a text as it is, or empty, and the page says the plain default in each reader’s language.
settings-too-long = At most { $max } characters, please.
settings-hold = The first picture, remix and link of a new guest
settings-hold-yes = wait until a moderator lets them through
settings-hold-no = are seen at once
settings-terms =
    Be kind, and put up only what is yours or free to use. What you put up stays yours; you let this server show it, in its sizes and formats, under the licence you chose, until you take it back.

    Do not seek, name or accuse private people. Do not put up what is against the law. Anybody can say that something is wrong; three independent reports hide a thing until a moderator looks, and everything moderators do is on the public log.

    This server is run as well as its owner can, without a warranty.
settings-privacy =
    This server needs one cookie, so that it knows you again once you have done something, and one for your language if you choose it. There is no tracking and nothing from third parties.

    It keeps what you put up, say, answer and vote, under the name you use. Addresses of connections are used to count fairly and to stop abuse; reports keep only a digest of them. Visits are counted by page, minute and the site they came from, not by person.

    On your own page you can see what is yours, take it with you, and erase it. Your name and texts then go at once and for good; counts and proofs stay, without you in them.
settings-contact =
    The owner of this server has not yet written here how to be reached.

    If something is wrong with a picture, a story or a message, use “Something is wrong with this” beside it: that reaches the moderators, and you need no account for it.
