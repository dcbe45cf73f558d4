me-did = Was du getan hast
me-nothing-yet = Noch nichts. Mit deiner ersten Antwort beginnt die Liste.
me-name = Dein Name
me-name-label = So sehen dich andere
me-name-save = So will ich heißen
me-yours = Was dir gehört
me-yours-words = Sieh es an, nimm es mit oder lösche es.
me-export = Alles mitnehmen
me-erase = Mich löschen
me-erase-words = Dein Name und deine Texte verschwinden, sofort und endgültig. Zahlen und Beweise bleiben, ohne dich darin.
me-erase-go = Meinen Namen und meine Texte löschen
me-sign-out = Abmelden
people-owner-title = Willkommen
people-owner-lead = Dieser Link meldet dich einmal als Eigentümer dieses Throng an. Behalte ihn für dich.
people-owner-button = Melde mich an
people-owner-link-gone = Dieser Link wurde schon benutzt, oder seine Stunde ist um. Mach einen neuen mit „throng owner-link“.
people-foreign-origin = Das hat eine Seite einer anderen Website geschickt, darum wurde es nicht getan. Öffne die Seite dieses Servers und tu es dort.
people-token-unknown = Dieses Token ist nicht bekannt, oder seine Sitzung ist zu Ende. Melde dich mit POST /api/v1/session wieder an.
people-sign-in = Dafür muss jemand angemeldet sein. Tu hier erst etwas, oder nimm deinen Link.
people-not-allowed = Deine Rolle erlaubt das nicht. Frag, wer diesen Server betreibt.
people-too-often = Das war viel auf einmal. Versuche es in { $seconds } Sekunden wieder.
people-name-wrong = Ein Name hat zwischen 1 und { $max } Zeichen und keine versteckten.
me-come-in = Komm herein
me-no-account = Du brauchst hier kein Konto. Antworte, remixe, stimme ab oder sag etwas, und du bist Gast. Oder werde es jetzt, unter einem Namen, der dir gefällt.
me-name-wish = Wie sollen dich andere nennen? (leer gelassen bekommst du einen freundlichen Namen)
me-be-a-guest = Gast sein
me-owner = Du betreibst diesen Server?
me-owner-words = Rufe auf seinem Rechner „throng owner-link“ auf. Das gibt einen Link aus, der dich anmeldet.
me-did-picture = Du hast „{ $title }“ hochgeladen
me-did-story = Du hast „{ $title }“ geschrieben
me-did-update = Du hast „{ $title }“ ergänzt
me-did-comment = Du hast kommentiert: „{ $said }“
me-did-message = Du hast gesagt: „{ $said }“
me-did-gather = Du hast eine Schar gerufen: „{ $title }“
me-did-join = Du hast geholfen: „{ $title }“
me-did-answers = { $answers ->
    [one] eine Antwort
   *[other] { $answers } Antworten
  }
me-did-credit = { $percent } % der gewonnenen Erkenntnis kamen von dir
me-reported = Du hast gesagt, dass etwas nicht stimmt
people-left = jemand, der gegangen ist
people-nobody = Niemand hier hat diese Kennung, oder die Person ist gegangen.
people-role-wrong = Eine Rolle ist guest, member, editor oder moderator.
people-owner-stays = Wem der Server gehört, bleibt es; gib die Rolle jemand anderem.
people-banned = Du darfst hier lesen, aber nichts mehr tun. Das öffentliche Protokoll sagt warum; schreib an den Kontakt dieses Servers, wenn das falsch ist.
people-timed-out = Du darfst hier lesen, aber bis { $until } UTC nichts tun. Das öffentliche Protokoll sagt warum.
people-words = Redaktion schreibt Geschichten und ruft Scharen zusammen; Moderation sieht außerdem nach dem, was andere einstellen. Mitglieder haben ein Konto.
people-find = Jemanden mit Namen oder Kennung finden
people-find-go = Finden
people-found = Gefunden
people-recent = Wer zuletzt kam
people-none = So heißt hier niemand.
people-with-role = Wer eine Rolle hat
people-give = Eine Rolle geben
people-role = Rolle
people-give-go = Geben
people-audit = Aufzeichnung besonderer Handlungen
me-did-deeds = { $deeds ->
    [one] eine Tat
   *[other] { $deeds } Taten
}
me-did-ballots = { $ballots ->
    [one] ein Stimmzettel
   *[other] { $ballots } Stimmzettel
}
