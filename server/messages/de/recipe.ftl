recipe-none = Dieses Bild entstand nicht aus einem Rezept. Abwandlungen beginnen hier mit dem Bild selbst.
recipe-no-asset = Diese Ebene gibt es hier nicht, oder sie steht dir nicht offen. Ebenen, die keine Abwandlung verwendet, verschwinden nach einem Tag.
recipe-too-large = Dieses Rezept ist zu groß; höchstens { $max } KiB sind möglich. Vereinfache die Pfade oder fass Ebenen zusammen.
recipe-no-xml = Zeile { $line }, Spalte { $column }: Das ist kein wohlgeformtes SVG. Speichere das Rezept neu und sende es noch einmal.
recipe-doctype = Zeile { $line }, Spalte { $column }: Dokumenttypen, Entitäten und Anweisungen dürfen nicht in einem Rezept stehen. Nimm sie heraus.
recipe-element = Zeile { $line }, Spalte { $column }: Ein Element „{ $node }“ haben Rezepte nicht. Nimm es heraus oder zeichne es mit Pfaden.
recipe-place = Zeile { $line }, Spalte { $column }: „{ $node }“ kann nicht in „{ $parent }“ stehen. Verschieb es oder nimm es heraus.
recipe-attribute = Zeile { $line }, Spalte { $column }: „{ $node }“ hat in einem Rezept kein Attribut „{ $name }“. Nimm es heraus.
recipe-value = Zeile { $line }, Spalte { $column }: „{ $name }“ von „{ $node }“ kann nicht „{ $value }“ sein. Möglich ist: { $wants }
recipe-missing = Zeile { $line }, Spalte { $column }: „{ $node }“ braucht das Attribut „{ $name }“. Ergänze es.
recipe-words = Zeile { $line }, Spalte { $column }: In „{ $node }“ können keine Wörter stehen. Setze sie in ein „text“.
recipe-character = Zeile { $line }, Spalte { $column }: Die Schriften der Rezepte haben kein „{ $character }“. Ersetze es oder zeichne es als Pfad.
recipe-twice = Zeile { $line }, Spalte { $column }: Die ID „{ $name }“ kommt zweimal vor. Benenne eine um.
recipe-reference = Zeile { $line }, Spalte { $column }: Nichts in diesem Rezept, was hier passt, heißt „{ $name }“. Leg es an oder nimm den Verweis heraus.
recipe-circle = Zeile { $line }, Spalte { $column }: „{ $name }“ verwendet sich selbst, unmittelbar oder über andere. Nimm einen der Verweise heraus.
recipe-too-many = Zeile { $line }, Spalte { $column }: { $what ->
    [nodes] Ein Rezept hat höchstens { $max } Elemente. Nimm welche heraus oder fass Ebenen zusammen.
    [depth] Elemente stehen höchstens { $max } tief ineinander. Löse einige Gruppen auf.
    [attributes] Ein Element hat höchstens { $max } Attribute. Nimm welche heraus.
    [segments] Alle Pfade zusammen haben höchstens { $max } Befehle. Vereinfache sie.
    [characters] Alle Texte zusammen haben höchstens { $max } Zeichen. Kürze sie.
    [images] Ein Rezept hat höchstens { $max } Bilder. Fass einige Ebenen zusammen.
    [filters] Ein Rezept hat höchstens { $max } Filter. Nimm welche heraus.
    [steps] Ein Filter hat höchstens { $max } Schritte. Nimm welche heraus.
    [stops] Ein Verlauf hat höchstens { $max } Stufen. Nimm welche heraus.
    [chain] Höchstens { $max } Muster, Masken und Ausschnitte verwenden einander der Reihe nach. Nimm welche heraus.
   *[drawn] Jedes Muster, jede Maske und jeder Ausschnitt dort gezeichnet, wo sie verwendet werden, ergibt mehr als { $max } Elemente. Schachtle sie weniger.
}
recipe-image-gone = { $image } ist nicht hier, oder es steht dir nicht offen. Nimm es aus dem Rezept oder setze ein anderes Bild ein.
recipe-too-many-pixels = { $width } × { $height } Pixel sind zu viele zum Zeichnen. Mach das Rezept kleiner.
recipe-too-heavy = Das zu zeichnen dauert zu lange oder braucht zu viel Speicher. Nimm weniger oder kleinere Filter, Masken, Gruppen und Bilder.
recipe-failed = Dieses Rezept lässt sich nicht zeichnen. Nimm heraus, was du zuletzt hinzugefügt hast, und sende es noch einmal.
recipe-too-many-assets = Eine Person hält höchstens { $max } Ebenen am Tag. Veröffentliche oder vereinige einige, oder mach morgen weiter.
