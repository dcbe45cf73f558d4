problem-retry = { $seconds ->
    [one] Komm in einer Sekunde wieder.
   *[other] Komm in { $seconds } Sekunden wieder.
}
problem-home = Zur Titelseite
