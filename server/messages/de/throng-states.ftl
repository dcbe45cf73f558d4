state-until = { $state ->
    [gathering] es kommen Leute zusammen, bis
    [working] an der Arbeit bis
    [deciding] sie entscheiden bis
   *[other] beendet
}
state-reason = Vom Gastgeber geändert: { $reason }
state-title = Wo sie steht
state-stands = { $state ->
    [gathering] Es kommen Leute zusammen. Wo Zeilen sind, wird schon gearbeitet; nichts muss auf den nächsten Schritt warten.
    [working] Die Arbeit läuft.
    [deciding] Die Menge entscheidet. An dem, was offen ist, darf weiter gearbeitet werden.
   *[other] Sie ist zu Ende.
}
state-why = Warum (zurück an die Arbeit geht es nur mit Grund; alle sehen ihn)
state-go = { $state ->
    [working] An die Arbeit
    [deciding] Die Entscheidung eröffnen
   *[other] Weiter
}
manage-figure-pace = Antworten je Minute
manage-figure-leases = bei jemandem in Arbeit
manage-unclear = Bei { $disputed } von { $judged } Stücken, zu denen genug geantwortet haben, gehen die Meinungen auseinander: Vielleicht ist deine Frage unklar.
manage-look = Ansehen
