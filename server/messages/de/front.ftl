# Die Titelseite, was eingereicht wird, Ausgaben, Rangfolge.
front-feed = Feed
front-feed-title = Geschichten, ihre Nachträge und die Ausgabe von heute
front-all = Die Seite von heute
front-news = Es gibt etwas Neues. Ansehen
front-comments = { $n ->
    [0] etwas sagen
    [one] 1 Kommentar
   *[other] { $n } Kommentare
}
front-put = Etwas vorschlagen
front-empty = Die erste Seite ist noch weiß.
front-empty-words = Hier kommen alle an. Gib ihnen etwas zu sehen:
front-empty-story = Eine Geschichte mit Bild schreiben
front-empty-story-words = An deinem Pult. Sie steht sofort ganz oben auf dieser Seite.
front-empty-put = Etwas vorschlagen
front-empty-put-words = Einen Link, ein Bild oder eine Schar, unter eigener Schlagzeile. Das kann jeder, ohne Konto.
front-empty-tag = Mit diesem Stichwort gibt es noch keine Geschichte.
front-earlier = Frühere Geschichten
front-others = Von Lesern vorgeschlagen
front-all-new = alles, das Neueste zuerst
front-vote = Dafür stimmen
front-voted = Du hast dafür gestimmt
front-votes = { $chosen } von { $shown } stimmten dafür
front-votes-words = CHOSEN von SHOWN stimmten dafür
front-unsure = wird noch gezeigt, um es herauszufinden
front-why = warum?
front-hide = nichts für mich
front-hidden = Für dich ausgeblendet. Sagen das drei Leute, ist es außer Sicht, bis jemand von der Moderation hingesehen hat.
front-show-again = wieder zeigen
front-throngs = Scharen am Werk
front-throng-crowd = { $working } bei der Arbeit · { $joined } dabei
front-throng-dek = { $joined ->
    [0] Eine Schar, die gerade beginnt
    [one] Eine Schar, bei der eine Person mitmacht
   *[other] Eine Schar, bei der { $joined } Leute mitmachen
}
front-now = Gerade jetzt
front-looking = { $n ->
    [0] Sonst hat niemand diese Seite offen.
    [one] Eine Person hat diese Seite offen.
   *[other] { $n } Leute haben diese Seite offen.
}
front-arrived = { $hits ->
    [one] Ein Aufruf seit Mitternacht UTC
   *[other] { $hits } Aufrufe seit Mitternacht UTC
}
front-arrived-from = { front-arrived }, die meisten von { $hosts }
front-just-in = Gerade eingetroffen
front-just-in-words = Jeder Vorschlag wird genug Leuten gezeigt, bevor er einen Rang bekommt.
front-variants = Frische Varianten
front-order = In welcher Reihenfolge?
front-order-new = Zuerst, was die Redaktion heute gewählt hat, dann die eigenen Geschichten, dann die Vorschläge der Leser, das Neueste zuerst. Nach Stimmen geordnet wird ab { $enough } Sichtungen; bisher waren es { $views }.
front-order-ranked = Zuerst, was die Redaktion heute gewählt hat, dann die eigenen Geschichten, dann die Vorschläge der Leser – danach, wie viele von denen, die sie sahen, dafür stimmten.
front-order-how = Wie die Rangfolge entsteht
front-what = Was ist das für ein Ort?
front-what-words = Wenn viele auf einmal kommen, können sie hier etwas gemeinsam tun: schauen, antworten, verändern, entscheiden. Ein Konto braucht niemand.
front-queue = Was vorgeschlagen wurde
front-queue-rule = Nimm es in die Ausgabe von heute, oder sag, warum nicht. Deine Begründung steht im öffentlichen Protokoll; abstimmen können die Leser so oder so.
front-queue-empty = Nichts wartet auf dich. Was Leser vorschlagen, erscheint hier.

new-title = Vorschläge
new-what = Ein Link oder ein Bild, eine Geschichte, eine Schar von hier. Du brauchst kein Konto.
new-url = Adresse
new-headline = Deine Schlagzeile
new-headline-help = In eigenen Worten. Bleibt sie leer, gilt der Titel der Seite.
new-tags = Stichwörter, mit Kommas getrennt (freiwillig)
new-empty = Noch hat niemand etwas vorgeschlagen. Mach den Anfang.
new-earlier = Frühere
new-then = Und dann?
new-then-words = Dein Vorschlag wird genug Leuten gezeigt, bevor er absinken kann. Die Redaktion kann ihn in die Ausgabe von heute nehmen und sagt, warum.

submission-gone = So etwas gibt es hier nicht, oder es wurde zurückgenommen.
submission-url-wrong = Schreib eine Webadresse, die mit http:// oder https:// beginnt, mit höchstens { $max } Zeichen.
submission-not-a-thing = Diese Adresse gehört hierher, ist aber kein Bild, keine Geschichte und keine Schar, die alle sehen können. Kopiere die Adresse der Seite selbst.
submission-title-missing = Die Seite hat ihren Titel nicht verraten. Gib ihr eine Schlagzeile von 1 bis { $max } Zeichen.
submission-title-wrong = Gib eine Schlagzeile ein, von 1 bis { $max } Zeichen.
submission-tags-wrong = Bitte höchstens { $max } Stichwörter mit 1 bis { $characters } Zeichen.
submission-too-many = Du hast heute schon { $max } Vorschläge gemacht. Morgen geht es weiter.
submission-taken-out = Diese Seite wurde schon vorgeschlagen und ist außer Sicht. Darüber entscheidet die Moderation.
submission-vote-wrong = Eine Stimme ist 1, 0 oder -1.
submission-decided = Darüber hat die Redaktion schon entschieden.
submission-not-shown = Es ist nicht für alle zu sehen. Lass es zuerst durch.
submission-thanks = Danke. Dein Vorschlag wird jetzt gezeigt.
submission-joined = Das hatte schon jemand vorgeschlagen; hier steht es. Deine Stimme hilft.
submission-held = Danke. Der erste Vorschlag wird angesehen, bevor ihn alle sehen. Bis dahin siehst du ihn hier.
submission-hidden = Außer Sicht, bis jemand von der Moderation hingesehen hat.
submission-withdraw = Zurücknehmen
submission-take-out = Herausnehmen
submission-own = deiner?
submission-act = { $did }, durch: { $role }

why-title = Warum steht es da, wo es steht?
why-edition = Die Redaktion hat es in die Ausgabe vom { $date } genommen.
why-rank = Es ist Nummer { $rank } von allem, was zuletzt vorgeschlagen wurde.
why-no-rank = Es hat keinen Rang: Es ist nicht für alle zu sehen oder älter als eine Woche.
why-new = Bisher gab es weniger als { $enough } Sichtungen; noch wird nichts geordnet, das Neueste steht zuerst.
why-unsure = Es wurde weniger als { $quota }-mal gesehen und wird noch gezeigt, um es herauszufinden.
why-shown = Gesehen, eine Sekunde im Blick
why-chosen = Stimmten dafür
why-share = Von allen, die es sähen, stimmten dafür (90 %)
why-age = Vorgeschlagen
why-score = Punktzahl
why-acts = Was Redaktion und Moderation taten
why-no-acts = Nichts.

decide-title = Entscheiden
decide-headline = Schlagzeile in der Ausgabe
decide-label = Ein Wort darüber (freiwillig)
decide-greenlight = In die Ausgabe von heute
decide-refuse = Ablehnen

edition-number = Ausgabe { $number }
edition-before = ‹ der Tag davor
edition-after = der Tag danach ›
edition-calendar = Kalender
edition-earlier = ‹ früher
edition-later = später ›
edition-today = Die Ausgabe von heute
edition-empty-today = In der Ausgabe von heute steht noch nichts.
edition-empty = An diesem Tag gab es keine Ausgabe.
edition-withdrawn = Was hier stand, wurde zurückgenommen.
edition-gone = Von diesem Tag gibt es keine Ausgabe. Ausgaben heißen nach ihrem Datum, etwa 2007-08-19.
edition-full = Die Ausgabe von heute hat { $max } Zeilen und ist voll. Morgen gibt es eine neue.
edition-already = Es steht schon in einer Ausgabe.
edition-label-wrong = Bitte höchstens { $max } Zeichen.
edition-what = Was ist das?
edition-what-today = Was die Redaktion heute gewählt hat. Um Mitternacht UTC wird die Ausgabe geschlossen.
edition-what-closed = Was die Redaktion an diesem Tag gewählt hat. Die Ausgabe ist geschlossen; nichts kommt mehr dazu.
edition-root = Der Beleg, dass sie nicht verändert wurde
edition-weekday = { $weekday ->
    [1] Mo
    [2] Di
    [3] Mi
    [4] Do
    [5] Fr
    [6] Sa
   *[7] So
}

ranking-title = Wie die Rangfolge entsteht
ranking-lead = Weiter oben steht, wofür mehr von denen stimmten, die es sahen. Nachrechnen kann das jeder.
ranking-order = Die Reihenfolge
ranking-order-edition = Was die Redaktion in die Ausgabe von heute nahm, das Letzte zuerst. Jede Wahl hat eine Begründung, im öffentlichen Protokoll.
ranking-order-own = Die eigenen Geschichten, die neueste zuerst.
ranking-order-others = Was Leser in den letzten { $days } Tagen vorschlugen. Bei weniger als { $enough } Sichtungen insgesamt lässt sich nichts unterscheiden: Das Neueste steht zuerst. Von da an wird geordnet, wie es unten steht.
ranking-views = Sichtungen
ranking-views-words = Eine Sichtung ist eine Zeile, die eine Sekunde lang mindestens zur Hälfte im Fenster stand. Sie zählt einmal am Tag für jede Person oder, wer hier noch niemand ist, für jede Adresse mit ihrem Browser. Wer was sah, wird nie aufgeschrieben.
ranking-quota = Alles wird { $quota }-mal gezeigt, bevor es absinken kann: Bis dahin gilt der Zweifel zu seinen Gunsten, und jede { $each }. Zeile der Liste gehört dem, was am wenigsten gesehen wurde.
ranking-formula = Die Formel
ranking-formula-words = Geschätzt wird der Anteil derer, die etwas sehen und dafür stimmen – so, als hätten vorab { $chosen } von { $all } dafür gestimmt, mit Grenzen, die in { $level } von 100 Fällen halten. Was oft gesehen wurde, wird nach der unteren Grenze geordnet, was selten gesehen wurde, nach der oberen. Nach einigen Stunden ist die Punktzahl halb so groß.
ranking-people = Was Leute tun
ranking-people-words = Jede Person hat eine Stimme und kann sie ändern. „Nichts für mich“ blendet eine Zeile für dich aus und zählt als Meldung; drei unabhängige nehmen sie außer Sicht, bis jemand von der Moderation hingesehen hat. Einen Platz kaufen kann niemand.
ranking-check = Nachrechnen
ranking-check-words = Die Liste für Programme nennt jede Zahl jeder Zeile. „warum?“ neben einer Zeile zeigt sie dir.
front-throng-joined = { $joined } dabei
