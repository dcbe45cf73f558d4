problem-retry = { $seconds ->
    [one] Komm in einer Sekunde wieder.
   *[other] Komm in { $seconds } Sekunden wieder.
}
problem-home = Zur Titelseite
problem-title-not-found = Hier ist nichts
problem-title-not-allowed = Das steht dir nicht offen
problem-title-too-many = Zu viele auf einmal
problem-title-our-fault = Bei uns ist etwas zerbrochen
problem-title-not-done = Das wurde nicht getan
problem-internal = Der Server konnte es nicht tun und hat aufgeschrieben, warum. Nichts davon wurde behalten; versuche es in einer Minute noch einmal.
problem-busy = Es sind mehr Menschen hier, als diese Maschine auf einmal bedienen kann. Versuche es gleich noch einmal.
problem-disk-full = Die Platte dieses Servers ist voll, Neues kann nicht behalten werden. Lesen geht weiter; wer ihn betreibt, muss Platz schaffen.
web-no-page = Unter dieser Adresse gibt es keine Seite. Vielleicht wurde sie zurückgezogen, oder die Adresse ist abgeschnitten.
web-wrong-method = Diese Adresse nimmt solche Anfragen nicht an. Die Beschreibung der Schnittstelle steht unter /api/v1/openapi.json.
web-not-understood = Die Anfrage war nicht zu verstehen. Die Beschreibung der Schnittstelle steht unter /api/v1/openapi.json.
web-field-wrong = Dieser Wert passt nicht zu „{ $field }“. Was möglich ist, steht in der Beschreibung der Schnittstelle unter /api/v1/openapi.json.
web-field-missing = „{ $field }“ fehlt. Gib einen Wert dafür an.
web-field-one-of = „{ $field }“ ist eines von: { $allowed }.
web-field-expected = „{ $field }“ ist { $expected ->
    [text] ein Text
    [whole] eine ganze Zahl
    [count] eine ganze Zahl ab 1
    [number] eine Zahl
    [truth] true oder false
    [list] eine Liste, in eckigen Klammern
   *[object] ein Objekt, in geschweiften Klammern
}.
web-not-json = Der Inhalt ist kein JSON: Sieh in Zeile { $line }, Spalte { $column } nach.
web-not-a-form = Das Formular war nicht zu lesen. Geh zurück und schick es noch einmal.
web-body-too-large = Das ist zu viel auf einmal: höchstens { $max } Bytes.
web-body-stalled = Was du geschickt hast, kam nicht weiter; nichts davon wurde behalten. Sieh nach deiner Verbindung und schick es noch einmal.
web-changed-meanwhile = Jemand hat es inzwischen geändert. Lies es noch einmal und ändere dann, was jetzt dasteht.
web-key-too-long = Ein Idempotency-Key hat zwischen 1 und { $max } Zeichen.
web-key-unfinished = Die erste Anfrage mit diesem Idempotency-Key läuft noch. Frag in einer Sekunde wieder.
web-key-other-body = Dieser Idempotency-Key wurde für einen anderen Inhalt benutzt. Nimm für eine neue Anfrage einen neuen.
web-key-cut-off = Die erste Anfrage mit diesem Idempotency-Key wurde von einem Halt des Servers unterbrochen. Sieh nach, ob sie ausgeführt wurde; wenn nicht, schick sie mit einem neuen Schlüssel.
web-body-slow = Das kam zu langsam an und wurde nicht behalten. Schick es noch einmal über eine bessere Verbindung.
web-list-after = „after“ ist das, was die Liste als „next“ genannt hat. Nimm das, oder lass es weg, um vorn anzufangen.
web-no-live = Diese Adresse spricht WebSocket mit dem Unterprotokoll throng.v1. Programme ohne WebSocket lesen dasselbe unter /live/sse?topic=….
