recipe-none = Dieses Bild entstand nicht aus einem Rezept. Abwandlungen beginnen hier mit dem Bild selbst.
recipe-no-asset = Diese Ebene gibt es hier nicht, oder sie steht Ihnen nicht offen. Ebenen, die keine Abwandlung verwendet, verschwinden nach einem Tag.
recipe-too-large = Dieses Rezept ist zu groß; höchstens { $max } KiB sind möglich. Vereinfachen Sie die Pfade oder fassen Sie Ebenen zusammen.
recipe-no-xml = Zeile { $line }, Spalte { $column }: Das ist kein wohlgeformtes SVG. Speichern Sie das Rezept neu und senden Sie es noch einmal.
recipe-doctype = Zeile { $line }, Spalte { $column }: Dokumenttypen, Entitäten und Anweisungen dürfen nicht in einem Rezept stehen. Nehmen Sie sie heraus.
recipe-element = Zeile { $line }, Spalte { $column }: Ein Element „{ $node }“ haben Rezepte nicht. Nehmen Sie es heraus oder zeichnen Sie es mit Pfaden.
recipe-place = Zeile { $line }, Spalte { $column }: „{ $node }“ kann nicht in „{ $parent }“ stehen. Verschieben Sie es oder nehmen Sie es heraus.
recipe-attribute = Zeile { $line }, Spalte { $column }: „{ $node }“ hat in einem Rezept kein Attribut „{ $name }“. Nehmen Sie es heraus.
recipe-value = Zeile { $line }, Spalte { $column }: „{ $name }“ von „{ $node }“ kann nicht „{ $value }“ sein. Möglich ist: { $wants }
recipe-missing = Zeile { $line }, Spalte { $column }: „{ $node }“ braucht das Attribut „{ $name }“. Ergänzen Sie es.
recipe-words = Zeile { $line }, Spalte { $column }: In „{ $node }“ können keine Wörter stehen. Setzen Sie sie in ein „text“.
recipe-character = Zeile { $line }, Spalte { $column }: Die Schriften der Rezepte haben kein „{ $character }“. Ersetzen Sie es oder zeichnen Sie es als Pfad.
recipe-twice = Zeile { $line }, Spalte { $column }: Die ID „{ $name }“ kommt zweimal vor. Benennen Sie eine um.
recipe-reference = Zeile { $line }, Spalte { $column }: Nichts in diesem Rezept, was hier passt, heißt „{ $name }“. Legen Sie es an oder nehmen Sie den Verweis heraus.
recipe-circle = Zeile { $line }, Spalte { $column }: „{ $name }“ verwendet sich selbst, unmittelbar oder über andere. Nehmen Sie einen der Verweise heraus.
recipe-too-many = Zeile { $line }, Spalte { $column }: { $what ->
    [nodes] Ein Rezept hat höchstens { $max } Elemente. Nehmen Sie welche heraus oder fassen Sie Ebenen zusammen.
    [depth] Elemente stehen höchstens { $max } tief ineinander. Lösen Sie einige Gruppen auf.
    [attributes] Ein Element hat höchstens { $max } Attribute. Nehmen Sie welche heraus.
    [segments] Alle Pfade zusammen haben höchstens { $max } Befehle. Vereinfachen Sie sie.
    [characters] Alle Texte zusammen haben höchstens { $max } Zeichen. Kürzen Sie sie.
    [images] Ein Rezept hat höchstens { $max } Bilder. Fassen Sie einige Ebenen zusammen.
    [filters] Ein Rezept hat höchstens { $max } Filter. Nehmen Sie welche heraus.
    [steps] Ein Filter hat höchstens { $max } Schritte. Nehmen Sie welche heraus.
    [stops] Ein Verlauf hat höchstens { $max } Stufen. Nehmen Sie welche heraus.
    [chain] Höchstens { $max } Muster, Masken und Ausschnitte verwenden einander der Reihe nach. Nehmen Sie welche heraus.
   *[drawn] Jedes Muster, jede Maske und jeder Ausschnitt dort gezeichnet, wo sie verwendet werden, ergibt mehr als { $max } Elemente. Schachteln Sie sie weniger.
}
recipe-image-gone = { $image } ist nicht hier, oder es steht Ihnen nicht offen. Nehmen Sie es aus dem Rezept oder setzen Sie ein anderes Bild ein.
recipe-too-many-pixels = { $width } × { $height } Pixel sind zu viele zum Zeichnen. Machen Sie das Rezept kleiner.
recipe-too-heavy = Das zu zeichnen dauert zu lange oder braucht zu viel Speicher. Nehmen Sie weniger oder kleinere Filter, Masken, Gruppen und Bilder.
recipe-failed = Dieses Rezept lässt sich nicht zeichnen. Nehmen Sie heraus, was Sie zuletzt hinzugefügt haben, und senden Sie es noch einmal.
recipe-too-many-assets = Eine Person hält höchstens { $max } Ebenen am Tag. Veröffentlichen oder vereinigen Sie einige, oder machen Sie morgen weiter.
