throng-about = Eine Schar um
throng-gathered-by = gerufen von { $name }
throng-ends = endet
throng-agreed = { $items ->
    [one] von einem Stück entschieden
   *[other] von { $items } Stücken entschieden
}
throng-disputed = { $items ->
    [one] bei einem gehen die Meinungen auseinander · ansehen
   *[other] bei { $items } gehen die Meinungen auseinander · ansehen
}
throng-cannot-tell = Schwer zu sagen
throng-nothing-left = Für dich ist hier nichts übrig: Andere sind am Rest. Danke. Bleib und rede mit, oder sieh, wie es ausgeht.
throng-follow = Sag mir, wie es ausgeht

outcome-ended = Beendet
outcome-who = Wer es war
outcome-who-rule = Ein Punkt für jeden Menschen, so groß wie das, was er geklärt hat.
outcome-take = Zum Mitnehmen
outcome-how = Wie es gemacht wurde

gather-what = Was sollen sie tun?
gather-objective = Das Ziel, in einem Satz, den Fremde verstehen
gather-until = Bis
gather-sure = Wie sicher muss jede Antwort sein?
gather-items = Deine Zeilen (CSV oder ein JSON-Objekt je Zeile)
gather-preview = So sieht es die Menge
gather-go = Ruf sie zusammen

throng-gone = Diese Schar gibt es nicht, oder sie steht dir nicht offen. Vielleicht ist die Adresse abgeschnitten.
throng-over = Diese Schar ist zu Ende; in ihr ändert sich nichts mehr. Das Ergebnis steht auf ihrer Seite.
throng-not-over = Diese Schar ist noch nicht zu Ende, also gibt es noch kein Ergebnis. Komm nach der Frist wieder.
throng-activity-gone = Diese Tätigkeit gibt es nicht, oder sie steht dir nicht offen.
throng-activities-many = Eine Schar hat höchstens { $max } Tätigkeiten. Gib einer, die es gibt, weitere Zeilen.
throng-activity-kind = Diese Version kann Tätigkeiten der Arten „label“, „do“, „remix“ und „decide“. Verlange eine davon.
throng-question-missing = Eine Tätigkeit „label“ braucht eine Frage: ihre Art „choice“, ihren Text und ihre Antworten.
throng-question-kind = Diese Version kann Fragen der Art „choice“ stellen. Gib ihr einen Text und 2 bis 20 Antworten.
throng-question-text = Eine Frage hat 1 bis { $max } Zeichen.
throng-choices-count = Eine Frage hat { $min } bis { $max } Antworten zur Wahl.
throng-choice-text = Eine Antwort hat 1 bis { $max } Zeichen.
throng-choice-twice = Diese Antwort gibt es schon. Nimm eine davon heraus.
throng-text-long = Das ist zu lang: höchstens { $max } Zeichen.
throng-target-wrong = Wie sicher eine Antwort sein muss, liegt zwischen 0,5 und 0,999; üblich ist 0,95.
throng-max-answers-wrong = Eine Zeile bekommt höchstens { $min } bis { $max } Antworten; üblich sind 15.
throng-template-later = Scharen dieser Art kommen mit einer späteren Version. Für jetzt gibt es „remix“, „label“, „check“, „do“ und „decide“.
throng-template-unknown = Diese Vorlage gibt es nicht. Es gibt „remix“, „label“, „check“, „do“ und „decide“.
throng-objective-wrong = Ein Ziel ist ein Satz mit 1 bis { $max } Zeichen.
throng-statement-wrong = Sag es in 1 bis { $max } Zeichen.
throng-about-wrong = Sag, worum es geht: ein Bild oder eine Geschichte mit Art und Kennung, oder eine Adresse.
throng-about-gone = Das gibt es hier nicht. Nimm die Kennung aus der Adresse der Seite.
throng-about-url = Das ist keine Adresse im Netz. Sie beginnt mit https:// und hat höchstens { $max } Zeichen.
throng-deadline-wrong = Das ist keine Zeit, die vor uns liegt, binnen hundert Jahren und nach dem, was davor kommt. Schreib sie wie 2027-08-19T14:05:00Z.
throng-state-wrong = Diese Schar { $now ->
    [gathering] sammelt noch Leute: Sie kann weiter zu „working“, „deciding“ oder „ended“.
    [working] ist an der Arbeit: Sie kann weiter zu „deciding“ oder „ended“.
   *[deciding] entscheidet: Sie kann enden oder, mit einem Grund, zurück zu „working“.
} Zu „{ $next }“ führt kein Weg.
throng-reason-missing = Sag in „reason“, warum: Wer mitmacht, liest es.
throng-items-none = Darin sind keine Zeilen. Eine CSV-Datei beginnt mit ihren Überschriften; sonst steht in jeder Zeile ein JSON-Objekt.
throng-items-many = Das ist zu viel: Eine Tätigkeit fasst höchstens { $max } Zeilen. Verteile sie auf mehrere Scharen.
throng-item-gone = Diese Zeile gibt es nicht. Hol dir die nächste.
throng-columns-none = Sag, welche Spalte gezeigt wird: ?text=SPALTE, ?picture=SPALTE oder ?url=SPALTE. Deine Spalten sind: { $columns }.
throng-column-unknown = Eine Spalte „{ $name }“ gibt es nicht. Sieh in die erste Zeile deiner Datei.
throng-line-broken = Zeile { $line } ist nicht lesbar: Ein Anführungszeichen ist nicht geschlossen, oder es ist kein Text. Nichts wurde übernommen; bessere die Zeile aus und schick die Datei noch einmal.
throng-line-cells = Zeile { $line } hat { $found } Felder, die Überschriften haben { $expected }. Nichts wurde übernommen; bessere die Zeile aus und schick die Datei noch einmal.
throng-line-columns = Zeile { $line } hat mehr als { $max } Spalten. Nichts wurde übernommen; lass weg, was nicht gebraucht wird.
throng-line-long = Zeile { $line } hat in einem Feld mehr als { $max } Zeichen. Nichts wurde übernommen; kürze sie und schick die Datei noch einmal.
throng-line-json = Zeile { $line } ist kein ganzes JSON-Objekt. Nichts wurde übernommen; bessere die Zeile aus und schick die Datei noch einmal.
throng-line-nested = Zeile { $line }: text, picture, url, key und answer sind einfache Texte, keine Listen oder Objekte. Nichts wurde übernommen.
throng-line-empty = Zeile { $line } hat nichts zu zeigen: Sie braucht einen Text, ein Bild oder eine Adresse. Nichts wurde übernommen.
throng-line-picture = Zeile { $line }: Ein Bild wird hier mit seiner Kennung genannt. Eine Adresse gehört in „url“. Nichts wurde übernommen.
throng-line-picture-gone = Zeile { $line }: Dieses Bild gibt es hier nicht. Lade es zuerst hoch. Nichts wurde übernommen.
throng-line-url = Zeile { $line }: Eine Adresse beginnt mit http:// oder https://. Nichts wurde übernommen.
throng-line-key = Zeile { $line }: Ein Schlüssel hat höchstens { $max } Zeichen. Nichts wurde übernommen.
throng-line-key-twice = Zeile { $line } hat denselben Schlüssel wie Zeile { $first }. Nichts wurde übernommen; jeder Schlüssel steht für eine Zeile.
throng-line-key-taken = Zeile { $line }: Diesen Schlüssel hat schon eine andere Zeile dieser Tätigkeit. Nichts wurde übernommen.
throng-line-answer = Zeile { $line }: Die bekannte Antwort ist keine von denen zur Wahl ({ $choices }). Nichts wurde übernommen.
throng-lease-gone = Diese Zeile hast du nicht in der Hand: Sie ist längst zurückgegeben oder gehört jemand anderem. Hol dir die nächste.
throng-answered = Das hast du schon beantwortet; deine Antwort zählt. Hol dir die nächste.
throng-answer-wrong = Das ist keine der Antworten zur Wahl: { $choices }. Für „weiß nicht“ schick null.
throng-format = Ergebnisse gibt es als „csv“, „ndjson“ oder, ohne Format, als JSON.
outcome-method = Jede Zeile ging an mehrere Menschen, bis ihre Antwort sicher genug war. Alle Antworten zusammen ergeben, was jeder Mensch verwechselt, und zu jeder Zeile die wahrscheinlichste Antwort mit ihrer Wahrscheinlichkeit (bayessche Verbindung von Urteilen); an Zeilen mit bekannter Antwort zeigte sich, wie gut jemand es erkennt. Der Anteil eines Menschen ist die Auskunft, die seine Antworten über die endgültigen gaben.

throng-sureness = jedes zu mindestens { $percent } % sicher
throng-no-work = Hier ist noch nichts zu tun. Wer gerufen hat, bereitet es noch vor.
throng-manage = Verwalten
throng-all-done = Jedes Stück ist entschieden.
throng-progress-label = { $done } von { $items } Stücken entschieden
throng-held = Das wartet noch auf Freigabe. Bis dahin sehen es nur du und die Moderation.

work-whole = Zur ganzen Schar
work-look = Ansehen
work-counted = Gezählt. Danke.
work-offline = Der Server ist nicht zu erreichen. Deine Antwort ist aufgehoben und geht raus, sobald er es ist.
work-busy = Gerade antworten viele. Deine Antwort ist aufgehoben und geht in SECONDS Sekunden raus.
work-ended = Es ist zu Ende, und deine Antworten sind dabei.
work-outcome = Zum Ergebnis
work-first = ohne Konto, etwa zehn Sekunden
work-nth-one = dein NTH. Stück
work-nth-two = dein NTH. Stück
work-nth-few = dein NTH. Stück
work-nth-other = dein NTH. Stück

outcome-reached = erreicht
outcome-partly = zum Teil erreicht
outcome-not-reached = nicht erreicht
outcome-figure-agreed = { $items ->
    [one] Stück entschieden, zu mindestens { $percent } % sicher
   *[other] Stücke entschieden, jedes zu mindestens { $percent } % sicher
}
outcome-figure-answers = Antworten, { $percent } % weniger, als jedes Mal { $each } zu fragen
outcome-figure-answers-plain = { $answers ->
    [one] Antwort
   *[other] Antworten
}
outcome-figure-open = { $items ->
    [0] offen geblieben
   *[other] offen geblieben; unten steht, welche
}
outcome-figure-time = von der ersten Antwort bis zur letzten
outcome-minutes = { $minutes } min
outcome-hours = { $hours } h { $minutes }
outcome-days = { $days } T { $hours } h
outcome-seconds = { $seconds } s
outcome-answers = Was entschieden ist
outcome-more = Weitere Antworten
outcome-yours = Der rote bist du.
outcome-named = { $others ->
    [0] { $names }
    [one] { $names } und jemand anders
   *[other] { $names } und { $others } andere
}
outcome-take-csv = die Zeilen, mit den Antworten
outcome-take-ndjson = für Programme, ein JSON-Objekt je Zeile
outcome-take-json = Aussage, Ergebnisse, Anteile
outcome-method-exact = Jedes Stück ging an mehrere Menschen, von denen keiner sah, was die anderen sagten, bis die Antwort zu mindestens { $percent } % sicher war oder { $most } gefragt waren. Die Antworten jedes Menschen wiegen so viel, wie sie sich als verlässlich erwiesen.
outcome-after = Wie es weiterging
outcome-feed = Als Feed verfolgen
outcome-update = Erzähl, wie es weiterging
outcome-update-words = Es bekommt das heutige Datum und geht an alle, die es verfolgen.
outcome-update-go = Sag es ihnen

answers-item = Stück
answers-answer = Antwort
answers-sure = Sicher
answers-people = Menschen
answers-open = offen
answers-none = niemand konnte es sagen
answers-unasked = niemand wurde gefragt
answers-percent = { $percent } %
answers-split = { $count } × { $answer }

disputed-title = Wo die Meinungen auseinandergehen
disputed-why = Bei diesen Stücken stimmen die Antworten nicht oder noch nicht überein. Zu sehen ist, was gesagt wurde, nicht von wem.
disputed-none = Bisher sind sich alle einig.

known-title = Mach fünf selbst
known-why = Sie werden zu bekannten Antworten: Damit lernt der Server, wie verlässlich jeder ist. Niemand sieht, welche es sind.
known-of-five = von fünf bekannten Antworten
known-another = Ein anderes
known-on = Zu deiner Schar
known-do = { $done } von 5 gemacht
known-link = Der Link für die Menge
known-link-words = Setz ihn dorthin, wo sie ist. Niemand braucht ein Konto.

manage-title = Die Schar verwalten
manage-end = Beenden
manage-statement = Was daraus geworden ist, in ein paar Sätzen
manage-end-words = Die Ergebnisse bleiben, wie sie sind, mit dem Anteil jedes Menschen. Es lässt sich nicht wieder öffnen; wie es weiterging, kannst du später erzählen.
manage-end-go = Beenden und das Ergebnis zeigen
manage-deadline = Das Ende
manage-move = Verschieben
manage-figure-items = Stücke
manage-figure-agreed = entschieden
manage-figure-answers = Antworten
manage-figure-people = Menschen

throngs-title = Scharen
throngs-what = Was Menschen gerade zusammen tun, und was daraus geworden ist.
throngs-none-open = Gerade ist niemand gerufen. Die nächste Menge ist deine, wenn du eine Frage für sie hast.
throngs-ended = Beendet
throngs-older = Ältere
throngs-gather = Eine Schar rufen
throngs-gather-words = Für Gastgeber: eine Frage, deine Zeilen, ein Ende.

gather-title = Eine Schar rufen
gather-about = Es geht um
gather-label = Benennen
gather-label-words = dieselbe Frage zu vielen Dingen
gather-check = Prüfen
gather-check-words = stimmt diese Behauptung?
gather-utc = (UTC)
gather-question = Die Frage, für jede Zeile dieselbe
gather-choices = Die Antworten zur Auswahl, eine je Zeile
gather-pasted = Oder füg sie ein: eine erste Zeile mit Namen, oder ein Stück je Zeile
gather-look = Die Zeilen ansehen
gather-rows = { $rows ->
    [one] eine Zeile
   *[other] { $rows } Zeilen
} · { $how }, verstanden
gather-role-text = wird als Text gezeigt
gather-role-picture = wird zum Bild
gather-role-url = wird als Link gezeigt
gather-role-key = dein eigener Schlüssel
gather-role-answer = die bekannte Antwort
gather-role-private = bleibt privat, kommt zurück
gather-commas = Kommas
gather-semicolons = Semikolons
gather-tabs = Tabulatoren
gather-json = ein JSON-Objekt je Zeile
gather-lone = ein Stück je Zeile
gather-cost = { $rows ->
    [one] Eine Zeile
   *[other] { $rows } Zeilen
} × etwa { $each } = { $answers } Antworten: etwa { $people ->
    [one] ein Mensch
   *[other] { $people } Menschen
} für { $minutes ->
    [one] eine Minute
   *[other] { $minutes } Minuten
}. Eine Schätzung; wie viele es werden, hängt davon ab, wie einig sie sind.
gather-cost-unknown = Was es kosten wird, steht hier, sobald es Zeilen gibt.
gather-then-five = Mach danach fünf selbst: Sie werden zu bekannten Antworten.
gather-check-question = Stimmt diese Behauptung?
gather-check-choices = Stimmt
    Stimmt nicht
    Zum Teil
gather-personal = nennt vielleicht Menschen oder sagt, wie man sie erreicht, und alle würden es sehen. Wähl dafür „bleibt privat“, oder ruf, wenn das so gemeint ist.
gather-personal-once = { $columns } nennt vielleicht Menschen oder sagt, wie man sie erreicht, und alle würden es sehen. Wähl dafür „bleibt privat“, oder ruf noch einmal, wenn das so gemeint ist.
gather-at-once = Sobald du drückst, ist es da; dann bekommst du den Link für die Menge.
work-settled = Gezählt, und damit ist dieses entschieden. Danke.
work-talk = Etwas sagen
plan-title = Der Plan
plan-open = jetzt offen
plan-not-open = nicht offen
plan-deeds = Kleine Aufgaben
outcome-again = Noch einmal rufen
gather-about-this = Dazu eine Schar rufen
gather-no-rows = Es gibt noch keine Zeilen. Wähl eine Datei oder füg sie ein, dann ruf.
gather-bad-deadline = Wähl Tag und Uhrzeit, wann es endet; das liegt in der Zukunft, höchstens ein Jahr voraus.
gather-too-large = Diese Zeilen sind mehr als { $megabytes } MB. Teil die Datei, ruf mit dem ersten Teil und füg den Rest über die API hinzu.
gather-about-what = Um welche Seite geht es? Ihre Adresse
manage-reason = Warum es sich verschiebt; alle sehen es
gather-percent = zu mindestens { $percent } % sicher
throng-a-picture = ein Bild
outcome-update-of = Wie es weiterging: { $objective }
outcome-of = Wie es ausging: { $objective }
throng-rule-late = Wie sicher eine Antwort sein muss, steht fest, sobald es Stücke gibt; jetzt lässt sich nur noch der Titel ändern.
gather-guessed = Alle sehen { $columns }; alles andere bleibt privat. Wähl es über einer Spalte anders, wenn du magst.
gather-guessed-once = Alle sehen { $columns }; alles andere bleibt privat. Sieh dir unten die Zeilen an, wähl es anders, wenn du magst, und ruf dann.
gather-none-shown = Noch wird keine Spalte gezeigt. Wähl über einer von ihnen, was die Leute sehen sollen: ihren Text, ihr Bild oder ihren Link.
gather-role-twice = Zwei Spalten sollen dasselbe sein. Lass eine davon und halt die andere privat.
gather-first-is-heading = Die erste Zeile ist eine Überschrift
gather-remix-not = braucht ein Bild: öffne die Seite des Bildes und ruf von dort
gather-check-objective = Ohne eigene Zeilen ist das Ziel die Behauptung, die geprüft wird.
outcome-take-tally = Das Ergebnis der Abstimmung
outcome-take-ballots = Jeder Stimmzettel, zum Nachzählen
follow-words = Der Ausgang kommt zu dir, und was danach noch gesagt wird. Nach einer Adresse fragt dich niemand.
follow-address = Der Feed dieser Schar
follow-copy-words = Kopier diese Adresse in deinen Feedreader
follow-open = Den Feed selbst öffnen
follow-what = Was ist ein Feed?
follow-what-words = Ein Feed ist eine kleine Datei, in die ein Feedreader von Zeit zu Zeit sieht; steht etwas Neues darin, zeigt er es dir. Viele Mailprogramme und Browser haben einen eingebaut.
follow-private = Hier erfährt niemand, wer ihn liest, und du gehst, indem du ihn aus deinem Reader nimmst.
copy-go = Kopieren
copy-done = Kopiert
