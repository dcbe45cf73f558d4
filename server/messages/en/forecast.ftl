forecast-done = Likely done by AT, between FROM and TO.
forecast-no-work = There is nothing to do yet, so there is no end to foretell.
forecast-too-few = Too few have answered so far to say when it will be done.
forecast-nobody = Nobody has answered for a while, so nobody can say when it will be done.
forecast-fading = Likely not finished: this crowd is leaving, and about { $done } of { $total } will be done before they are gone. Bring more people, or move the deadline.
forecast-unsure = It may be done before this crowd is gone: the chance is about { $tenths } in 10.
forecast-one = A list holds no forecasts. Ask for the throng itself.
forecast-chart = Answers { $width ->
    [1] a minute
    [10] in ten minutes
   *[other] an hour
}, and where this is going
forecast-answers = Answers
