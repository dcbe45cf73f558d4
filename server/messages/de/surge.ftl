# Andrang: was eine Seite, das Pult und eine Geschichte selbst sagen, wenn viele kommen.
surge-from = von { $host } seit { $since }
surge-since = seit { $since }
surge-half-life = { $minutes ->
    [one] Jede Minute
   *[other] Alle { $minutes } Minuten
} kommen halb so viele. Von denen, die noch kommen, ist bis { $by } die Hälfte da.
surge-looking = { $n ->
    [one] 1 Mensch schaut gerade zu
   *[other] { $n } Menschen schauen gerade zu
}
surge-where = Woher ihr kommt
surge-host = Von
surge-direct = ohne Angabe
surge-other = von anderswo
surge-update-page = Diese Geschichte steht auf der Titelseite von { $link }: Seit { $since } sind { $people } Menschen von dort gekommen.
surge-update-link = { $link } verweist auf diese Geschichte: Seit { $since } sind { $people } Menschen von dort gekommen.
surge-update-host = Von { $host } kommen gerade viele: { $people } seit { $since }.
surge-update = Zu dieser Geschichte kommen gerade viele: { $people } seit { $since }.
surge-desk = Gerade kommen viele
surge-at-desk = höchstens { $peak } in einer Minute, { $from }
surge-gather = Sie versammeln
surge-says = Die Geschichte möchte sagen:
surge-post = So sagen lassen
surge-links = Wer hierher verweist
surge-links-rule = Eine Seite wird nur genannt, wenn sie wirklich auf diese Geschichte verweist. Sie wird jetzt einmal angesehen.
surge-links-page = Adresse einer Seite, die hierher verweist
surge-links-go = Ansehen
surge-choice = Wenn viele kommen, sagt die Geschichte es
surge-choice-held = erst nach einem Blick darauf
surge-choice-posted = sofort
surge-choice-silent = gar nicht
surge-choice-save = So behalten
surge-choice-wrong = Wähle held, posted oder silent.
surge-page-wrong = Die Seite konnte nicht angesehen werden: { $why }.
surge-page-links-not = Diese Seite verweist nicht auf { $story }. Bitte die, die sie schreiben, den Verweis einzufügen, und versuche es dann noch einmal.
