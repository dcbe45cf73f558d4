ballot-none = Diese Tätigkeit ist keine Entscheidung. Frag die Schar nach ihrer Tätigkeit der Art „decide“.
ballot-seats-wrong = Gib eine ganze Zahl von Plätzen an, 1 bis { $max }, und mehr als einen nur bei der Regel „stv“.
ballot-rule-unknown = Das ist keine Regel. Nimm „approval“, „score“ oder „schulze“.
ballot-voters-unknown = Sag, wer abstimmen darf: „anyone“, „acted“, „members“ oder „invited“.
ballot-options-count = Entschieden wird zwischen { $min } bis { $max } Möglichkeiten; hier sind es { $found }. Nenne sie in „options“; ohne das gelten die veröffentlichten Remixe.
ballot-option-text = Eine Möglichkeit hat 1 bis { $max } Zeichen auf einer Zeile.
ballot-option-twice = Diese Möglichkeit steht schon da. Nimm eine davon heraus.
ballot-option-unknown = „{ $option }“ steht hier nicht zur Wahl. Schreib die Möglichkeiten genau so, wie sie in der Entscheidung stehen.
ballot-wrong-approval = Ein Stimmzettel nach dieser Regel ist {"{"}"approve": […]{"}"}: eine Liste von Möglichkeiten, jede einmal.
ballot-wrong-score = Ein Stimmzettel nach dieser Regel ist {"{"}"score": {"{"}Möglichkeit: Punkte{"}"}{"}"} mit 0 bis 5 ganzen Punkten.
ballot-wrong-rank = Ein Stimmzettel nach dieser Regel ist {"{"}"rank": […]{"}"}: Möglichkeiten von der besten zur schlechtesten, jede einmal; eine Liste darin ist ein Gleichstand.
ballot-wrong-stv = Ein Stimmzettel nach dieser Regel ist {"{"}"rank": […]{"}"}: Möglichkeiten von der besten zur schlechtesten, jede einmal und jede auf einem eigenen Platz.
ballot-not-open = Die Abstimmung hat noch nicht begonnen: Wer die Schar gerufen hat, eröffnet sie, wenn die Arbeit getan ist. Folge der Schar, dann erfährst du davon.
ballot-closed = Die Abstimmung ist zu Ende. Was herauskam, steht auf der Seite der Schar.
ballot-still-open = Abgestimmt wird bis { $at }. Vorher erfährt niemand, wie es steht; komm danach wieder.
ballot-own-none = Von dir gibt es keinen Stimmzettel, der sich noch ändern ließe.
ballot-receipt-unknown = Kein gezählter Stimmzettel hat diesen Beleg. Wer seinen Stimmzettel geändert hat, bekam einen neuen; nur der letzte zählt.
ballot-only-acted = Hier stimmt ab, wer vor Beginn der Abstimmung etwas für diese Schar getan hat. Du kannst verfolgen, wie es ausgeht.
ballot-only-members = Hier stimmt ab, wer ein Konto hat. Melde dich an, dann kannst du abstimmen.
ballot-only-invited = Hier stimmt ab, wer auf Einladung kam. Bitte jemanden von ihnen um einen Link.

ballot-voters-anyone = Alle durften abstimmen.
ballot-voters-acted = Abstimmen durfte, wer vor Beginn etwas für diese Schar getan hatte.
ballot-voters-members = Abstimmen durfte, wer ein Konto hat.
ballot-voters-invited = Abstimmen durfte, wer eingeladen war.
ballot-may-anyone = Alle dürfen abstimmen, auch ohne Konto.
ballot-may-acted = Abstimmen darf, wer vor Beginn etwas für diese Schar getan hat.
ballot-may-members = Abstimmen darf, wer ein Konto hat.
ballot-may-invited = Abstimmen darf, wer eingeladen wurde.

throng-brief-wrong = Sag in 1 bis { $max } Zeichen, was aus dem Bild werden soll.
throng-picture-gone = Dieses Bild gibt es hier nicht, oder es ist dir nicht zugänglich. Kopiere seine Kennung aus der Adresse seiner Seite.
throng-deed-link = Das ist keine Adresse im Web. Sie beginnt mit https:// und hat höchstens 2000 Zeichen.
throng-deed-empty = Zeig, dass es getan ist: mit „text“, „picture“ oder „link“.
throng-deed-reason = Sag in „reason“, warum es nicht getan ist: Wer es als Nächstes versucht, liest das.
throng-deed-own = Ob deine Tat getan ist, sagt jemand anders.
throng-deed-not-waiting = Diese Tat wartet auf keine Bestätigung: Jemand war schneller, oder es ist noch nichts gezeigt.

ballot-title = Dein Stimmzettel
ballot-until = offen bis
ballot-how-approval = Kreuz alles an, womit du zufrieden wärst.
ballot-how-score = Gib jedem 0 bis 5 Punkte; nichts zählt als 0.
ballot-how-rank = Nummeriere: 1 ist das Beste. Gleiche Zahlen sind ein Gleichstand; was keine Zahl hat, kommt zuletzt.
ballot-how-stv = Nummeriere sie: 1 ist am besten, jede Zahl nur einmal. Wo deine erste Wahl dich nicht mehr braucht oder nicht gewinnen kann, geht deine Stimme zur nächsten.
ballot-go = Abstimmen
ballot-change = Stimmzettel ändern
ballot-secret = Bis zum Schluss kannst du ihn ändern, und niemand erfährt, wie es steht. Danach steht dein Name nicht mehr bei deiner Wahl, und alle können nachzählen.
ballot-counted = Gezählt.
ballot-receipt-words = Das ist dein Beleg. Heb ihn auf: Nach dem Schluss zeigt er, dass dein Stimmzettel mitgezählt wurde, und wer ihn hat, kann sehen, wie du gestimmt hast.
ballot-over = Hier wird gerade nicht abgestimmt.

tally-closed = geschlossen
tally-nobody = Niemand hat abgestimmt.
tally-won = „{ $option }“ hat gewonnen.
tally-elected = Gewählt: { $options }.
tally-tied = Gleichauf: { $options }.
tally-ballots = { $ballots ->
    [one] Ein Stimmzettel
   *[other] { $ballots } Stimmzettel
}, davon { $guests ->
    [0] keiner
   *[other] { $guests }
} von Gästen ohne Konto; { $bound ->
    [0] keiner kann ein zweiter desselben Menschen sein
    [one] höchstens einer kann ein zweiter desselben Menschen sein
   *[other] höchstens { $bound } können zweite Stimmzettel derselben Menschen sein
}.
tally-rule-approval = Jeder Stimmzettel nennt so viele Möglichkeiten, wie er mag; gewonnen hat, was auf den meisten steht.
tally-rule-score = Jeder Stimmzettel gibt jeder Möglichkeit 0 bis 5 Punkte; die höchste Summe gewinnt.
tally-rule-schulze = Jeder Stimmzettel reiht. Jede Möglichkeit wird mit jeder verglichen; wo das im Kreis geht, entscheidet der stärkste Weg von Siegen (Verfahren von Schulze).
tally-rule-stv = Jeder Stimmzettel reiht. Wer die Quote erreicht, ist gewählt, und was darüber liegt, geht an die nächsten Wahlen weiter; sonst scheidet der Letzte aus (übertragbare Einzelstimme, schottische Regeln von 2007; kein Los wird gezogen, Gleiche bleiben gleich).
tally-votes = { $votes } · { $percent } %
tally-points = { $points ->
    [one] ein Punkt
   *[other] { $points } Punkte
}
tally-before = { $options ->
    [0] zuletzt
    [one] vor einer anderen
   *[other] vor { $options } anderen
}
tally-duel = { $one } { $over } : { $under } { $other }
tally-stage-first = { $round }. Erste Wahlen; { $quota } genügen: { $had }.
tally-stage-surplus = { $round }. Was { $of } über der Quote hatte, geht weiter: { $had }.
tally-stage-exclusion = { $round }. { $of } scheidet aus: { $had }.
tally-stage-has = { $option } { NUMBER($votes, maximumFractionDigits: 2) }
tally-stage-elected = Gewählt: { $options }.
tally-how = Wie gezählt wurde
tally-place = Platz
tally-option = Möglichkeit
tally-got = Bekam
tally-recount = Zähl selbst nach
tally-recount-words = Jeder Stimmzettel ist ohne Namen veröffentlicht. Dieser Befehl liest sie, prüft jeden und zählt noch einmal.
tally-record = Die Stimmzettel
tally-root = Wurzel des Verzeichnisses

remix-it = Mach was draus
remix-none = Noch hat niemand einen Remix gezeigt. Deiner wäre der erste.
remix-count = { $entries ->
    [0] noch kein Remix
    [one] ein Remix
   *[other] { $entries } Remixe
}
remix-which = Welche davon gefallen dir?
remix-decide = Lass sie entscheiden
remix-decide-words = Alle Remixe kommen zur Wahl; abgestimmt wird einen Tag lang.
remix-decide-reason = Die Remixe hängen; jetzt entscheidet die Menge.

deeds-title = Was zu tun ist
deeds-done = { $done } von { $items } getan
deeds-is-done = getan
deeds-claim = Ich übernehme etwas
deeds-words = Du bekommst etwas für vier Stunden, tust es und sagst Bescheid; jemand anders bestätigt es.
deeds-mine = Was du übernommen und getan hast
deeds-until = deins bis
deeds-text = Was du getan hast
deeds-link = Ein Link, der es zeigt
deeds-tell = Es ist getan
deeds-nothing = Du hast nichts in der Hand.
deeds-waiting = Ist das getan?
deeds-reason = Wenn nicht: warum?
deeds-confirm = Ja, es ist getan
deeds-refuse = Nein, noch nicht

manage-decision = Die Entscheidung
manage-decide-until = Entschieden bis
manage-decide-open = Abstimmung eröffnen
manage-decide-move = Ende verschieben

remix-question = Die Frage
gather-remix = Was draus machen
gather-remix-words = Varianten eines Bildes
gather-do = Anpacken
gather-do-words = abseits des Bildschirms, von anderen bestätigt
gather-decide = Entscheiden
gather-decide-words = eine Wahl zwischen Möglichkeiten
gather-rule = Wie wird gezählt?
gather-rule-approval = Zustimmung: alles ankreuzen, was gefällt
gather-rule-score = Punkte: 0 bis 5 für jede
gather-rule-schulze = Reihung: vom Besten zum Schlechtesten (Schulze)
gather-voters = Wer darf abstimmen?
gather-voters-anyone = Alle, die vorbeikommen
gather-voters-acted = Wer vorher hier etwas getan hat
gather-voters-members = Wer ein Konto hat
gather-voters-invited = Wer eingeladen wurde
gather-remix-picture = Bei einer Remix-Schar geht es um ein Bild. Öffne die Seite des Bildes und ruf die Schar von dort zusammen.
deeds-choose = Such dir etwas aus
deeds-this = Das mache ich
deeds-give-back = Zurückgeben
deeds-picture = Ein Bild von hier, das es zeigt: seine Adresse
deeds-did = Was du getan hast
deeds-waits = gezeigt · wartet auf jemandes Wort
deeds-confirmed = getan, bestätigt
deeds-confirmed-by = getan, bestätigt von { $name }
deeds-refused = noch nicht getan
deeds-refused-by = noch nicht getan, sagt { $name }
deeds-is-taken = übernommen bis
deeds-is-waiting = wartet auf Bestätigung
deeds-last-time = Letztes Mal nicht getan:
deeds-late = deine Zeit ist um; hat es sonst niemand getan, kannst du es noch zeigen
deeds-left = Was du geschrieben hast
deeds-over = Das ist zu Ende; es wird nichts mehr übernommen oder bestätigt.
deeds-away = Die Moderation hat weggenommen, was hier gezeigt wurde.
deeds-the-picture = Das Bild, das es zeigt
deeds-who-confirms = Sagen darf es, wer ein Konto hat oder hier schon etwas getan hat. Über die eigene Tat sagt es niemand.
deeds-no-reason = Sag, warum es nicht getan ist: Wer es als Nächstes versucht, liest es.
deeds-no-evidence = Zeig, dass es getan ist: in ein paar Worten, mit einem Link oder einem Bild.
deeds-no-picture = Ein solches Bild gibt es hier nicht. Kopier die Adresse seiner Seite, oder lass es weg.
throng-deed-only-acted = Das kannst du sagen, sobald du hier etwas getan hast, das zählt, oder mit einem Konto. Wer die Schar koordiniert, kann es immer.
throng-deed-taken = Das hat schon jemand anders übernommen. Such dir etwas anderes aus.
throng-deeds-many = Du hast schon { $max } in der Hand. Bring etwas davon zu Ende oder gib etwas zurück.
ballot-place = Platz
ballot-untouched = Noch ist nichts ausgefüllt, also wurde nichts gezählt. Füll mindestens eines aus und stimm dann ab.
manage-figure-todo = Aufgaben
manage-figure-confirmed = getan und bestätigt
manage-figure-taken = gerade in jemandes Händen
manage-figure-waiting = warten auf Bestätigung
manage-figure-ballots = abgegebene Stimmzettel
manage-figure-remixes = Remixe
manage-ballot-until = Die Abstimmung läuft bis
manage-ballot-not = Die Abstimmung ist nicht eröffnet.
manage-let-decide = Lass sie entscheiden
manage-let-decide-words = Eine Frage und was zur Wahl steht. Die Abstimmung beginnt sofort.
manage-question = Die Frage
manage-options = Was zur Wahl steht, eines je Zeile
manage-decided-reason = Jetzt entscheidet die Menge.
throng-nothing-to-decide = Noch gibt es nichts zu entscheiden. Schreib die Frage und was zur Wahl steht unter „Lass sie entscheiden“; damit beginnt die Abstimmung.
manage-decide-after = Wähl, bis wann entschieden wird: Tag und Uhrzeit nach dem Ende der Arbeit.
deeds-title-over = Was zu tun war
deeds-not-done = nicht getan
