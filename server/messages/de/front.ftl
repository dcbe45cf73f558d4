front-feed = Feed
front-feed-title = Geschichten und ihre Nachträge
front-all = Alle Geschichten
front-news = Es gibt etwas Neues. Ansehen
front-comments = { $n ->
    [0] etwas sagen
    [one] 1 Kommentar
   *[other] { $n } Kommentare
}
front-empty = Die erste Seite ist noch weiß.
front-empty-words = Wer diesen Ort betreibt, schreibt die erste Geschichte am Pult. Hier kommen dann alle an.
front-empty-go = Zum Pult
front-empty-tag = Mit diesem Stichwort gibt es noch keine Geschichte.
front-earlier = Frühere Geschichten
front-order = In welcher Reihenfolge?
front-order-words = Das Neueste steht zuerst. Niemandes Klicks verschieben hier etwas.
front-what = Was ist das für ein Ort?
front-what-words = Wenn viele auf einmal kommen, können sie hier etwas gemeinsam tun: schauen, antworten, verändern, entscheiden. Ein Konto braucht niemand.
