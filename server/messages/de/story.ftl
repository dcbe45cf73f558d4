story-by = Von { $name }
story-updated = ergänzt
story-update = Nachtrag
story-comments = { $n ->
    [0] Was andere sagen
    [one] 1 Kommentar
   *[other] { $n } Kommentare
}
story-comment = Sag etwas dazu
story-comment-send = Sagen
story-doing = Was hier getan wird
story-variants = Neueste Varianten
story-follow = Sag mir, wie es ausgeht
