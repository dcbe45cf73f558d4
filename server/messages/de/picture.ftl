picture-by = von { $name }
picture-made-from = gemacht aus
picture-put-yours = Deins hierher (anderswo gemacht)
picture-lineage = Woher es kommt
picture-embed = Einbetten
picture-variants = { $n ->
    [0] Noch keine Varianten
    [one] 1 Variante
   *[other] { $n } Varianten
}
picture-own-order = in deiner eigenen Reihenfolge, damit auch späte gesehen werden
picture-newest = neueste
picture-as-tree = als Baum
picture-remix-this = weiterbauen
picture-no-variants = Noch hat niemand etwas daraus gemacht. Das erste steht hier.
picture-gone = Dieses Bild gibt es hier nicht, oder es steht dir nicht offen.
picture-withdrawn = Dieses Bild wurde zurückgenommen. Was andere vorher heruntergeladen haben, lässt sich nicht zurückholen.
picture-no-rendition = Diese Größe gibt es von dem Bild nicht. Die vorhandenen Größen stehen in seiner Beschreibung unter „renditions“.
picture-no-form = Sende das Bild als Formular (multipart/form-data) mit einem Teil namens „file“.
picture-form-cut-off = Die Übertragung brach ab. Prüf die Verbindung und sende es noch einmal.
picture-form-too-many-parts = Dieses Formular hat zu viele Teile; höchstens { $max } sind erlaubt.
picture-form-too-much-text = Die Texte dieses Formulars sind zu lang; höchstens { $max } Bytes sind erlaubt.
picture-file-missing = Wähl ein Bild zum Hochladen.
picture-file-only-one = Ein Bild auf einmal: Sende für jedes ein Formular.
picture-file-empty = Diese Datei ist leer. Wähl das Bild noch einmal und lade es hoch.
picture-file-too-large = Diese Datei ist zu groß; höchstens { $max } MB sind erlaubt. Speichere sie kleiner oder als JPEG und lade das hoch.
picture-file-too-many-pixels = Dieses Bild hat { $width } × { $height } Pixel; höchstens 100 Megapixel und { $side } je Seite sind erlaubt. Verkleinere es und lade das hoch.
picture-file-no-pixels = Dieses Bild hat keine Pixel. Speichere es noch einmal mit dem Programm, aus dem es kommt, und lade das hoch.
picture-file-other-format = { $format } lässt sich hier nicht lesen. Speichere das Bild als JPEG, PNG oder WebP und lade das hoch.
picture-file-avif = AVIF lässt sich noch nicht lesen. Speichere das Bild als JPEG, PNG oder WebP und lade das hoch.
picture-file-no-picture = Das ist kein Bild, das sich hier lesen lässt. Lade JPEG, PNG, WebP oder GIF hoch.
picture-file-cut-off = Das Ende dieses Bildes fehlt, wie nach einem abgebrochenen Download. Hol oder speichere es noch einmal und lade die ganze Datei hoch.
picture-file-damaged = Dieses Bild ist beschädigt. Öffne es in einem Bildprogramm, speichere es noch einmal als JPEG oder PNG und lade das hoch.
picture-file-too-many-scans = Dieses JPEG ist in zu vielen Schichten gespeichert. Speichere es noch einmal als gewöhnliches JPEG und lade das hoch.
picture-file-variant = Diese Art { $format } lässt sich hier nicht lesen. Speichere es noch einmal als gewöhnliches JPEG oder PNG und lade das hoch.
picture-many-coming = Aus deinem Netz sind schon mehrere Dateien unterwegs. Warte, bis eine davon da ist, und schick deine dann noch einmal.
picture-title-too-long = Ein Titel hat höchstens { $max } Zeichen.
picture-alt-too-long = Eine Beschreibung hat höchstens { $max } Zeichen.
picture-licence-unknown = Nenn die Lizenz mit ihrem SPDX-Namen, etwa CC-BY-SA-4.0, oder schreib all-rights-reserved.
picture-tags-wrong = Höchstens { $max } Schlagwörter, jedes aus Buchstaben, Ziffern und Bindestrichen und höchstens { $length } Zeichen lang.
picture-parents-wrong = Nenn die Bilder, aus denen es gemacht ist, mit ihren Kennungen, höchstens { $max }.
picture-parent-gone = Eines der Bilder, aus denen es gemacht ist, gibt es hier nicht, oder es steht dir nicht offen.
picture-visibility-wrong = Die Sichtbarkeit ist public, link oder members.
picture-store-full = Dieser Server fasst höchstens { $max } MB an Dateien und ist voll. Wer ihn betreibt, kann Platz schaffen.
picture-guest-full = Ein Gast kann hier höchstens { $max } MB aufbewahren. Nimm eines deiner Bilder zurück oder werde Mitglied.
picture-blocked = Dieses Bild darf hier nicht stehen: Sein Inhalt wurde von der Moderation entfernt. Ist das ein Irrtum, schreib dem Gastgeber (Kontakt).
picture-too-many-to-erase = Mehr als { $max } Bilder lassen sich nicht auf einmal löschen. Nimm zuerst einige zurück und lösche dann den Rest.
picture-untitled = Ohne Titel
picture-licence = Lizenz { $licence }
picture-hits = { $n ->
    [one] Aufruf
   *[other] Aufrufe
}
picture-held = Nur du und die Moderation sehen das, bis jemand es angesehen hat.
picture-edit = Ändern oder zurücknehmen
picture-edit-licence = Eine neue Lizenz gilt ab heute. Wer sich auf die vorige verlassen hat, darf das weiter tun.
picture-withdraw = Das Bild zurücknehmen
picture-withdraw-words = Es verschwindet sofort, in jeder Größe, mit allem, was darunter gesagt wurde. Was andere heruntergeladen oder daraus gemacht haben, lässt sich nicht zurückholen.
picture-referrers = Woher sie kommen
picture-referrer = Von
picture-direct = direkt
picture-other = anderswo
picture-oldest = älteste
picture-file = Bild (JPEG, PNG, WebP oder GIF)
picture-title = Titel
picture-alt = Was ist zu sehen?
picture-alt-why = Für alle, die es nicht sehen. Ein Satz genügt.
picture-licence-label = Wie dürfen andere es verwenden?
picture-put-up = Hinzufügen
picture-lineage-of = Woher „{ $name }“ kommt
picture-taken-back = zurückgenommen
picture-oembed-json = Hier gibt es nur JSON. Frag noch einmal mit format=json.
