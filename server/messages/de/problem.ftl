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
web-field-wrong = Dieses Feld passt nicht: { $why }.
web-not-json = Der Inhalt ist kein JSON: { $why }.
web-not-a-form = Das Formular war nicht zu lesen: { $why }. Geh zurück und schick es noch einmal.
web-body-too-large = Das ist zu viel auf einmal: höchstens { $max } Bytes.
web-body-stalled = Was du geschickt hast, kam nicht weiter; nichts davon wurde behalten. Sieh nach deiner Verbindung und schick es noch einmal.
web-changed-meanwhile = Jemand hat es inzwischen geändert. Lies es noch einmal und ändere dann, was jetzt dasteht.
web-key-too-long = Ein Idempotency-Key hat zwischen 1 und { $max } Zeichen.
web-key-unfinished = Die erste Anfrage mit diesem Idempotency-Key läuft noch. Frag in einer Sekunde wieder.
web-key-other-body = Dieser Idempotency-Key wurde für einen anderen Inhalt benutzt. Nimm für eine neue Anfrage einen neuen.
web-key-cut-off = Die erste Anfrage mit diesem Idempotency-Key wurde von einem Halt des Servers unterbrochen. Sieh nach, ob sie ausgeführt wurde; wenn nicht, schick sie mit einem neuen Schlüssel.
