# Das Register: Dienste, Vorfälle, der Maßstab.
ledger-title = Register
ledger-what = Wie Dienste jeden Alters und jeder Art Menschen im Stich lassen, wozu sie gut sind und was sie selbst dazu sagen.
ledger-how = So wird gezählt
ledger-empty = Noch steht hier kein Dienst. Ein Mitglied kann den ersten eintragen.
ledger-add = Einen Dienst eintragen
ledger-add-words = Von einer Firma, einer Stadt, einem Versorger: alles, worauf Menschen sich verlassen, alt oder neu.
ledger-add-go = Eintragen
ledger-no-persons = Dienste gehören Organisationen. Eine Person oder jemandes eigene Seite gehört nicht hierher.
ledger-name = Wie er heißt
ledger-url = Seine Adresse
ledger-kind = Was er tut, in wenigen Worten
ledger-founded = Seit welchem Jahr (wenn bekannt)
ledger-users = Wie viele ihn nutzen (geschätzt, wenn bekannt)
ledger-older = Weitere Dienste
ledger-latest = Zuletzt festgehalten
ledger-open = Offen
ledger-over = Vorbei
ledger-open-count = { $n ->
    [one] 1 offener Vorfall
   *[other] { $n } offene Vorfälle
}
ledger-itself = dieser Server
ledger-feed = Feed
ledger-feed-title = Vorfälle im Register

ledger-since = seit { $year }
ledger-serves = { $n ->
    [one] für einen Menschen
   *[other] für etwa { $n } Menschen
}
ledger-now-quiet = Zurzeit ist nichts gemeldet
ledger-now-many = Viele melden, dass es bei ihnen nicht geht
ledger-now-record = Ein Vorfall ist offen; bisher ein Zeuge
ledger-now-fails = Es geht nicht, sagen zwei Zeugen
ledger-reports = { $n ->
    [0] keine Meldung in der letzten Stunde
    [one] 1 Meldung in der letzten Stunde
   *[other] { $n } Meldungen in der letzten Stunde
}
ledger-reports-during = { $n ->
    [0] hier hat es niemand gemeldet
    [one] 1 Mensch hat es gemeldet
   *[other] { $n } Menschen haben es gemeldet
}
ledger-fails-for-me = Bei mir geht es nicht
ledger-counted = Gezählt. Danke: ein Mensch, eine Meldung je Stunde.
ledger-counted-before = Du hast es in dieser Stunde schon gemeldet; es zählt weiter einmal.
ledger-cost = Was es Menschen in einem Jahr kostete
ledger-cost-unknown = Niemand hat bisher gesagt, wie viele den Dienst nutzen; so lassen sich die Minuten nicht auf sie verteilen.
ledger-each = { $time } für jeden
ledger-power = Ein Stromversorger kommt auf 50 bis 300 Minuten im Jahr.
ledger-gave = Was es Menschen gab
ledger-gave-nothing = Noch hat niemand festgehalten, wozu der Dienst gut ist.
ledger-gave-add = Sagen, wozu er gut ist
ledger-claims = { $n ->
    [one] 1 Angabe
   *[other] { $n } Angaben
}
ledger-unproven = ohne Beleg
ledger-yardstick-words = für alle derselbe; weiter rechts ist schlechter für Menschen
ledger-why = Wie kommt diese Zahl zustande?
ledger-cases = { $n ->
    [one] aus 1 Fall
   *[other] aus { $n } Fällen
}
ledger-not-known = nicht bekannt
ledger-no-case = noch kein Fall
ledger-lies-between = zwischen { $low } und { $high }
ledger-between = { $value } ({ $low }–{ $high })
ledger-at-least = { $value }, nach oben offen
ledger-minutes = { $n } Min.
ledger-hours = { $n } Std.
ledger-days = { $n ->
    [one] 1 Tag
   *[other] { $n } Tage
}
ledger-percent = { NUMBER($n, maximumFractionDigits: 3) } %
ledger-times = { $n } ×
ledger-by-crowd = Menschen meldeten es in einem Jahr
ledger-by-record = Vorfälle mit Beleg
ledger-by-service = mit einem Wort des Dienstes selbst
ledger-incidents = Vorfälle
ledger-no-incidents = Aus dem letzten Jahr ist kein Vorfall festgehalten.
ledger-no-other-incidents = Sonst ist aus dem letzten Jahr kein Vorfall festgehalten.
ledger-open-one = Einen Vorfall festhalten
ledger-as-data = als Daten (Statuspage v2)
ledger-speak = Für diesen Dienst sprechen

ledger-figure-availability = Verfügbar
ledger-figure-saidi = Verlorene Minuten je Nutzer
ledger-figure-saifi = Ausfälle je Nutzer
ledger-figure-caidi = Dauer eines Ausfalls
ledger-figure-major-event-days = Katastrophentage
ledger-figure-candour-lag = Erstes Wort nach Beginn
ledger-figure-time-to-mend = Behoben nach
ledger-figure-recurrence = Kam binnen einer Woche wieder

ledger-said = Was gesagt wird
ledger-answers = Was { $name } antwortet
ledger-no-answer = Noch nichts. Dieser Platz ist dafür frei.
ledger-evidence-count = { $n ->
    [one] 1 Beleg
   *[other] { $n } Belege
}
ledger-clocks = Zeiten
ledger-began = Es begann
ledger-noticed = Jemand bemerkte es
ledger-acknowledged = Erstes öffentliches Wort des Dienstes
ledger-ended = Es war vorbei
ledger-after = nach { $time }
ledger-day-only = Bekannt sind nur der Tag und die Minuten, nicht die Uhrzeit.
ledger-affected = Wie viele es traf
ledger-affected-unknown = Niemand hat gezählt, wie viele es traf
ledger-severity = Welchen Teil des Dienstes sie verloren
ledger-cause = Was versagte
ledger-append = Neues hinzufügen
ledger-together = Gemeinsam herausfinden
ledger-together-words = Ruf eine Schar zusammen, die prüft, was hier steht.
ledger-past = Was hier vorher stand

ledger-write = Festhalten
ledger-update = Was gibt es Neues?
ledger-over-now = Es ist jetzt vorbei
ledger-append-go = Hinzufügen
ledger-append-who = Hinzufügen kann, wer den Vorfall festgehalten hat, und die Gastgeber.
ledger-open-who = Vorfälle halten Mitglieder fest. Bis dahin: Tippe auf „Bei mir geht es nicht“, oder sag unten, wozu der Dienst gut ist.
ledger-incident-title = Was versagte, in einer Zeile
ledger-impact = Was es für Menschen bedeutete
ledger-evidence = Was es belegt: je Zeile eine Adresse oder ein Satz
ledger-evidence-more = Was es noch zeigt: eine Adresse oder ein Satz je Zeile
ledger-complete = Die Aufzeichnung ergänzen
ledger-complete-words = Was anfangs nicht bekannt war: Es zählt von jetzt an in jeder Zahl, und was vorher dastand, bleibt lesbar.
ledger-complete-go = In die Aufzeichnung eintragen
ledger-open-go = Festhalten
ledger-claim = Wozu er gut ist
ledger-measure = Wie viel, als Zahl mit Einheit
ledger-claim-held = Danke. Was jemand Neues zuerst sagt, wird angesehen, bevor es alle sehen.
ledger-claim-go = Sagen
ledger-speak-words = Arbeitest du dort? Belege es einmal mit einer Zeile auf dem Server des Dienstes oder in seinem DNS, und deine Antwort steht ebenso groß neben dem, was gesagt wird.
ledger-speak-go = Ich spreche für ihn
ledger-prove-put = Schreib diese Zeile
ledger-prove-at = in diese Datei auf deinem Server:
ledger-prove-record = oder in einen TXT-Eintrag dieses Namens in deinem DNS:
ledger-prove-go = Sie steht dort: nachsehen
ledger-proven = Du sprichst für diesen Dienst.
ledger-reply = Deine Antwort; sie steht neben dem, was gesagt wird
ledger-reply-go = Antwort veröffentlichen
ledger-reply-where = Öffne einen Vorfall, um darauf zu antworten.

ledger-service-gone = Diesen Dienst gibt es hier nicht, oder er wartet noch auf Freigabe.
ledger-incident-gone = Diesen Vorfall gibt es hier nicht, oder er wartet noch auf Freigabe.
ledger-claim-gone = Melde dich zuerst als jemand, der für diesen Dienst spricht; dann bekommst du die Zeile, die es belegt.
ledger-line-wrong = Schreib eine Zeile mit 1 bis { $max } Zeichen.
ledger-text-wrong = Schreib 1 bis { $max } Zeichen.
ledger-address-wrong = Gib eine Adresse an, die mit http:// oder https:// beginnt, ohne Passwort und mit höchstens { $max } Zeichen.
ledger-time-wrong = Gib eine Zeit an, die schon war, geschrieben wie 2007-08-16T08:00:00Z.
ledger-users-wrong = Gib eine ganze Zahl von Menschen an, ohne Punkte und Buchstaben.
ledger-bounds-wrong = Die Schätzung muss zwischen der unteren und der oberen Grenze liegen.
ledger-year-wrong = Gib ein Jahr mit vier Ziffern an.
ledger-severity-wrong = Die Schwere ist ein Anteil von 0 bis 1.
ledger-ends-early = Es kann nicht vorbei sein, bevor es begann: Sieh beide Zeiten noch einmal an.
ledger-evidence-many = Höchstens { $max } Belege.
ledger-evidence-empty = Ein Beleg braucht eine Adresse, ein Bild oder einen Satz.
ledger-window-wrong = Der Zeitraum muss enden, nachdem er begonnen hat, und höchstens 30 Jahre umfassen.
ledger-not-proven = Hier kann nur antworten, wer nachweislich für den Dienst spricht. Auf der Seite des Dienstes kannst du dich dafür melden.
ledger-proof-missing = Die Zeile „{ $line }“ steht nicht unter { $address }. Schreib sie dort in eine eigene Zeile, und sieh noch einmal nach.
ledger-proof-missing-both = Die Zeile „{ $line }“ steht weder unter { $address } noch in einem TXT-Eintrag von { $record }. Schreib sie an einen der beiden Orte, in eine eigene Zeile, und sieh noch einmal nach. Bis ein neuer Eintrag zu sehen ist, kann es etwas dauern.
ledger-format-wrong = Das Format ist statuspage, atom, upptime oder csv.
ledger-history-unread = Dieser Verlauf lässt sich nicht lesen: { $why }. Nichts davon wurde übernommen.
ledger-history-long = Höchstens { $max } Vorfälle auf einmal. Schick den Rest in einem zweiten Teil.

yardstick-title = Der Maßstab
yardstick-lead = Jeder Dienst wird mit denselben Zahlen gemessen, ein Stromversorger wie eine Webseite. Keine Formel weiß, wie alt ein Dienst ist.
yardstick-interval = Spannen
yardstick-interval-words = Neben einer Zahl steht, zwischen welchen Werten sie liegt. Wen niemand gezählt hat, der macht die Spanne weiter; geraten wird nicht. Zeiten sind Mediane nach Kaplan und Meier: Was noch offen ist, zählt als unabgeschlossen. Bei wenigen Fällen ist die Spanne weit, und ohne Fälle gibt es keine Zahl.
yardstick-witnesses = Drei Zeugen
yardstick-witnesses-words = Die Menge, die Aufzeichnung mit ihren Belegen und die eigenen Worte des Dienstes bleiben getrennt. Erst zwei von ihnen zusammen sagen, dass ein Dienst nicht geht. Eine Meldung zählt einmal je Mensch, Dienst und Stunde.
yardstick-availability = Der Anteil des Zeitraums, in dem ein durchschnittlicher Nutzer den Dienst hatte: 1 − SAIDI / Minuten des Zeitraums.
yardstick-saidi = SAIDI (IEEE 1366): Minuten ohne den Dienst, gewichtet danach, wie viele es traf und wie viel sie verloren, geteilt durch alle Nutzer. Gleichzeitige Vorfälle zählen nie mehr als alle.
yardstick-saifi = SAIFI (IEEE 1366): wie oft ein durchschnittlicher Nutzer den Dienst verlor: alle Betroffenen der Vorfälle, die im Zeitraum begannen, geteilt durch alle Nutzer.
yardstick-caidi = CAIDI (IEEE 1366): wie lange ein Ausfall für die Betroffenen dauerte: SAIDI / SAIFI.
yardstick-major-event-days = Tage, deren Verlust über exp(α + 2,5 β) liegt; α und β sind Mittel und Standardabweichung der Logarithmen der Tagesverluste (IEEE 1366, 2,5 Beta). Sie stehen für sich und fallen nie weg; ab zehn Tagen mit Verlust.
yardstick-candour-lag = Vom Beginn eines Vorfalls bis zum ersten öffentlichen Wort des Dienstes: der Median. Schweigen dauert bis zum Ende des Zeitraums.
yardstick-time-to-mend = Vom Beginn eines Vorfalls bis zu seinem Ende: der Median. Offene Vorfälle zählen als unabgeschlossen.
yardstick-recurrence = Der Anteil der beendeten Vorfälle, auf die binnen sieben Tagen ein weiterer folgte, außer wenn beide Ursachen bekannt und verschieden sind. Spanne nach Wilson.
me-did-incident = Festgehalten: { $title }
moderation-kind-service = Dienst
moderation-kind-incident = Vorfall
moderation-kind-benefit = Wozu ein Dienst gut ist
moderation-kind-reply = Antwort eines Dienstes
ledger-no-file = So eine Datei gibt es hier nicht. Es gibt summary.json, status.json, components.json, incidents.json, incidents/unresolved.json und scheduled-maintenances.json.
