front-edition = edition { $number }
front-feed = feed
front-put-forward = Put something forward
front-votes = { $chosen } of the { $shown } who saw it voted for it
front-why = why?
front-formula = How ranking works
front-comments = { $n ->
    [0] say something
    [one] 1 comment
   *[other] { $n } comments
}
front-empty = Nothing yet today. The first thing put forward is the front page.
front-under-way = Throngs under way
front-right-now = Right now
front-just-in = Just in
front-just-in-rule = Each is shown to enough people before it is ranked.
