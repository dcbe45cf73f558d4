story-by = Von { $name }
story-by-itself = von der Geschichte selbst, freigegeben von { $name }
story-edited = geändert
story-update = Nachtrag
story-update-of = Nachtrag: { $title }
story-comments = { $n ->
    [0] Was andere sagen
    [one] 1 Kommentar
   *[other] { $n } Kommentare
}
story-comments-earlier = Frühere Kommentare
story-comment = Sag etwas dazu
story-comment-send = Sagen
story-comment-answer = antworten
story-comment-answers = Deine Antwort an { $name }
story-comment-held = bis zur Freigabe sehen das nur du und die Moderation
story-comment-take-back = Zurücknehmen
story-comment-gone = Diesen Kommentar gibt es hier nicht. Vielleicht wurde er zurückgenommen; lies die Seite neu.
story-tags = Worum es geht
story-history = Alle früheren Fassungen
story-history-of = Was sich in „{ $title }“ geändert hat
story-history-rule = Keine Änderung geschieht still: Neues ist unterstrichen, Entferntes durchgestrichen.
story-history-first = so wurde es zuerst veröffentlicht
story-history-earlier = Frühere Änderungen
story-past = So stand es ab
story-past-now = So steht es jetzt da
story-feed = Feed
story-not-yet = Zu dieser Zeit gab es die Geschichte noch nicht. Alle ihre Fassungen stehen in der Übersicht.
story-no-time = Das ist keine Zeit. Schreib sie so: 2007-08-19T14:05:00Z.
story-gone = Diese Geschichte gibt es hier nicht. Vielleicht wurde sie zurückgenommen, oder die Adresse ist abgeschnitten.
story-too-many = Zu einer Geschichte gehören höchstens { $max } davon. Lass einige weg.
story-title-wrong = Eine Überschrift hat 1 bis { $max } Zeichen in einer Zeile.
story-body-wrong = Hier fehlen Worte: 1 bis { $max } Zeichen.
story-tag-wrong = Ein Stichwort hat 1 bis { $max } Zeichen.
story-picture-wrong = Das sind keine Bild-IDs. Die ID ist der letzte Teil der Adresse eines Bildes.
story-form-title = Überschrift
story-form-body = Deine Geschichte (Markdown; ein Bild ist ![Worte](picture:ID))
story-form-pictures = Ihre Bilder
story-form-add-picture = Ein Bild einstellen
story-form-putting-up = Wird eingestellt …
story-form-offline = Das kam nicht bei uns an. Nichts von dem, was du geschrieben hast, ist verloren; wähle die Datei noch einmal.
story-form-licence = Was andere damit tun dürfen
story-form-alt = Was darauf zu sehen ist, für alle, die es nicht sehen
story-form-large = das große
story-form-make-large = zum großen machen
story-form-leave-out = weglassen
story-form-tags = Stichwörter, mit Kommas dazwischen
story-form-visibility = Wer sie sehen darf
story-form-public = Alle
story-form-link = Wer den Link hat
story-form-members = Mitglieder
story-form-preview = Erst ansehen
story-form-as-seen = So sehen es die Leser
story-form-publish = Veröffentlichen
story-form-save = Speichern
story-edit = Die Geschichte ändern
story-edit-rule = Die bisherige Fassung bleibt mit ihrem Datum lesbar.
story-add = Einen Nachtrag anfügen
story-add-rule = Er erscheint sofort auf jeder offenen Seite.
story-add-words = Was gibt es Neues?
story-add-go = Anfügen
story-waiting = Wartet auf dich
story-waiting-go = Veröffentlichen
story-withdraw = Die Geschichte zurücknehmen
story-withdraw-words = Sie verschwindet sofort, mit Nachträgen und Kommentaren. Was andere kopiert haben, bleibt, wo es ist.
story-withdraw-go = Zurücknehmen
story-hits = { $n ->
    [one] 1 Aufruf
   *[other] { $n } Aufrufe
}
