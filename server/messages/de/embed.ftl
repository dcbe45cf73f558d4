# Der Rahmen auf einer fremden Seite und die Zeile, die ihn dorthin setzt.
embed-title = Auf eine andere Seite stellen
embed-words = Kopiere diese Zeile in eine deiner Seiten. Dann stehen dort auch die Menge und die erste Frage.
embed-line = Zeile zum Kopieren
embed-vote = Abstimmen
