picture-by = von { $name }
picture-made-from = gemacht aus
picture-remix = Daraus etwas machen
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
