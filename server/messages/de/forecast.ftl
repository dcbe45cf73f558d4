forecast-done = Wahrscheinlich fertig um AT, zwischen FROM und TO.
forecast-no-work = Noch ist nichts zu tun, also auch kein Ende abzusehen.
forecast-too-few = Für eine Vorhersage haben noch zu wenige geantwortet.
forecast-nobody = Seit einer Weile antwortet niemand; wann es fertig wird, weiß daher keiner.
forecast-fading = Wird wohl nicht fertig: Die Menge geht, und etwa { $done } von { $total } sind entschieden, bis sie fort ist. Hol mehr Leute, oder verschieb die Frist.
forecast-unsure = Vielleicht wird es fertig, bevor die Menge fort ist: Die Aussicht steht bei etwa { $tenths } von 10.
forecast-one = In Listen stehen keine Vorhersagen. Frag nach der Schar selbst.
forecast-chart = Antworten { $width ->
    [1] je Minute
    [10] in zehn Minuten
   *[other] je Stunde
}, und wohin es geht
forecast-answers = Antworten
