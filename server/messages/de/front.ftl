front-edition = Ausgabe { $number }
front-feed = Feed
front-put-forward = Etwas vorschlagen
front-votes = { $chosen } von { $shown }, die es sahen, stimmten dafür
front-why = warum?
front-formula = So entsteht die Reihenfolge
front-comments = { $n ->
    [0] etwas sagen
    [one] 1 Kommentar
   *[other] { $n } Kommentare
}
front-empty = Heute noch nichts. Der erste Vorschlag ist die Titelseite.
front-under-way = Scharen am Werk
front-right-now = Gerade jetzt
front-just-in = Neu
front-just-in-rule = Jedes wird genug Menschen gezeigt, bevor es einen Platz bekommt.
