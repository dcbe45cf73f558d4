settings-title = Einstellungen
settings-save = Behalten
settings-rule = Lass einen Text, wie er ist, oder leer, dann sagt die Seite das einfache Übliche in der Sprache jedes Lesers.
settings-too-long = Bitte höchstens { $max } Zeichen.
settings-hold = Das erste Bild, der erste Remix und der erste Link eines neuen Gasts
settings-hold-yes = warten, bis die Moderation sie durchlässt
settings-hold-no = sind sofort zu sehen
settings-terms =
    Sei freundlich und stelle nur ein, was dir gehört oder frei ist. Was du einstellst, bleibt deins; du erlaubst diesem Server, es in seinen Größen und Formaten unter der gewählten Lizenz zu zeigen, bis du es zurückziehst.

    Suche, nenne oder beschuldige keine Privatleute. Stelle nichts ein, was verboten ist. Jeder kann sagen, dass etwas nicht stimmt; drei unabhängige Meldungen verbergen es, bis die Moderation es ansieht, und alles, was die Moderation tut, steht im öffentlichen Protokoll.

    Dieser Server wird betrieben, so gut es geht, ohne Gewähr.
settings-privacy =
    Dieser Server braucht ein Cookie, damit er dich wiedererkennt, sobald du etwas getan hast, und eines für deine Sprache, wenn du sie wählst. Niemand wird verfolgt, und nichts kommt von Dritten.

    Er behält, was du einstellst, sagst, antwortest und stimmst, unter dem Namen, den du benutzt. Adressen von Verbindungen dienen dazu, gerecht zu zählen und Missbrauch zu bremsen; Meldungen behalten nur einen Fingerabdruck davon. Besuche werden nach Seite, Minute und Herkunftsseite gezählt, nicht nach Person.

    Auf deiner eigenen Seite kannst du sehen, was deins ist, es mitnehmen und löschen. Dein Name und deine Texte verschwinden dann sofort und endgültig; Zahlen und Beweise bleiben, ohne dich darin.
settings-contact =
    Wer diesen Server betreibt, hat hier noch nicht geschrieben, wie man ihn erreicht.

    Wenn mit einem Bild, einer Geschichte oder einer Nachricht etwas nicht stimmt, nimm „Hier stimmt etwas nicht“ daneben: das erreicht die Moderation, und du brauchst kein Konto dafür.
