# Was jede Seite teilt: Kopf, Fuß, Menschenlinie, Zeiten, Kurven.
layout-skip = Zum Inhalt
layout-navigation = Hauptmenü
layout-today = Heute
layout-ledger = Register
layout-throngs = Scharen
layout-sign-in = Anmelden
layout-terms = Bedingungen
layout-privacy = Datenschutz
layout-contact = Kontakt
layout-moderation = Moderationsprotokoll
layout-simulated = { $people ->
    [0] Eine Vorführung: Hier ist niemand simuliert.
    [one] Eine Vorführung: Hier arbeitet ein simulierter Mensch.
   *[other] Eine Vorführung: Hier arbeiten { $people } simulierte Menschen.
}
layout-read-only = Die Platte dieses Servers ist fast voll: Alles lässt sich lesen, Neues kann gerade nicht behalten werden.
layout-wrong = Hier stimmt etwas nicht

layout-role-guest = Gast
layout-role-member = Mitglied
layout-role-editor = Redaktion
layout-role-moderator = Moderation
layout-role-owner = Inhaber

layout-crowd-looking = schauen
layout-crowd-joined = dabei
layout-crowd-working = jetzt am Werk
layout-crowd-per-dot = ein Punkt steht für { $people } Menschen
layout-crowd-sampled = ein Punkt steht für PEOPLE Menschen

layout-as-table = Als Tabelle
layout-when = Wann (UTC)
layout-arrivals = Ankünfte
layout-chart-arrivals = { $people ->
    [one] Eine Ankunft
   *[other] { $people } Ankünfte, höchstens { $most } in einer Minute
}

layout-month = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
layout-weekday = { $weekday ->
    [1] Montag
    [2] Dienstag
    [3] Mittwoch
    [4] Donnerstag
    [5] Freitag
    [6] Samstag
   *[7] Sonntag
}
layout-day = { $day }. { layout-month } { $year }
layout-long-day = { layout-weekday }, { layout-day }
layout-moment = { layout-day }, { $clock } UTC
layout-clock = { $clock } UTC
layout-api-title = Für Programme
layout-api-lead = Alles, was Menschen hier tun, können auch Programme tun. Fehler sind Probleme nach RFC 9457; eine Wiederholung mit demselben Idempotency-Key bekommt die erste Antwort.
layout-this-language = Deutsch
layout-role-readers = Leserinnen und Leser
