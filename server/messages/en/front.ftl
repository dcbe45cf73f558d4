front-feed = feed
front-feed-title = Stories and their updates
front-all = All stories
front-news = Something new was published. Look
front-comments = { $n ->
    [0] say something
    [one] 1 comment
   *[other] { $n } comments
}
front-empty = The first page is still white.
front-empty-words = Whoever runs this place writes the first story at the desk. Then this is where the crowd arrives.
front-empty-go = To the desk
front-empty-tag = No story has this tag yet.
front-earlier = Earlier stories
front-order = In which order?
front-order-words = The newest stands first. Nobody’s clicks move anything here.
front-what = What is this place?
front-what-words = When many people arrive at once, they can do something together here: look, answer, remix, decide. Nobody needs an account.
