problem-retry = { $seconds ->
    [one] Come back in one second.
   *[other] Come back in { $seconds } seconds.
}
problem-home = To the front page
