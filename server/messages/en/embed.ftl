# The frame on somebody else's page, and the line that puts it there.
embed-title = Put it on another page
embed-words = Copy this line into a page of yours. The crowd line and the first question then stand there too.
embed-line = Line to copy
embed-vote = Vote
