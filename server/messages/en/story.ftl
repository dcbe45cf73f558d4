story-by = By { $name }
story-updated = updated
story-update = Update
story-comments = { $n ->
    [0] What people say
    [one] 1 comment
   *[other] { $n } comments
}
story-comment = Say something
story-comment-send = Say it
story-doing = What people do here
story-variants = Latest variants
story-follow = Tell me how it ends
