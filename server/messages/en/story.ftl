story-by = By { $name }
story-by-itself = by the story itself, approved by { $name }
story-edited = edited
story-update = Update
story-update-of = Update: { $title }
story-comments = { $n ->
    [0] What people say
    [one] 1 comment
   *[other] { $n } comments
}
story-comments-earlier = Earlier comments
story-comment = Say something
story-comment-send = Say it
story-comment-answer = answer
story-comment-answers = Your answer to { $name }
story-comment-held = only you and the moderators see this until it is let through
story-comment-take-back = Take it back
story-comment-gone = There is no such comment here. Perhaps it was taken back; read the page again.
story-tags = About
story-history = Every past text
story-history-of = What changed in “{ $title }”
story-history-rule = No edit is silent: what was put in is underlined, what went is struck out.
story-history-first = as it was first published
story-history-earlier = Earlier edits
story-past = This is how it stood from
story-past-now = Read it as it stands now
story-feed = Feed
story-not-yet = The story was not there yet at that time. Its history names every text it had.
story-no-time = This is no time. Write it like 2007-08-19T14:05:00Z.
story-gone = There is no such story here. Perhaps it was taken back, or the address is cut short.
story-too-many = At most { $max } of these go with one story. Leave some out.
story-title-wrong = A title has between 1 and { $max } characters, on one line.
story-body-wrong = Some words are needed here: between 1 and { $max } characters.
story-tag-wrong = A tag has between 1 and { $max } characters.
story-picture-wrong = These are no pictures’ ids. The id is the last part of a picture’s address.
story-form-title = Headline
story-form-body = Your story (Markdown; a picture is ![words](picture:ID))
story-form-pictures = Its pictures
story-form-add-picture = Put a picture up
story-form-putting-up = Putting it up …
story-form-offline = That did not reach us. Nothing you wrote is lost; choose the file again.
story-form-licence = What others may do with it
story-form-alt = What is to be seen on it, for those who do not see it
story-form-large = the large one
story-form-make-large = make it the large one
story-form-leave-out = leave it out
story-form-tags = Tags, with commas between them
story-form-visibility = Who may see it
story-form-public = Everybody
story-form-link = Whoever has the link
story-form-members = Members
story-form-preview = Look at it first
story-form-as-seen = As readers will see it
story-form-publish = Publish it
story-form-save = Save it
story-edit = Edit the story
story-edit-rule = The text before stays readable, with its date.
story-add = Append an update
story-add-rule = It appears at once on every open page.
story-add-words = What is new?
story-add-go = Append it
story-waiting = Waits for you
story-waiting-go = Publish it
story-withdraw = Take the story back
story-withdraw-words = It disappears at once, with its updates and comments. What others have copied stays where it is.
story-withdraw-go = Take it back
story-hits = { $n ->
    [one] 1 hit
   *[other] { $n } hits
}
