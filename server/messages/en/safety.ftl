queue-title = Held and flagged
queue-rule = Pictures are blurred until you point at them. Every act is on the public log, with your reason.
queue-reason = Your reason, for the public log
queue-let-through = Let it through
queue-hide = Hide it
queue-purge = Remove for good
queue-empty = Nothing is waiting. Thank you.
queue-log = Done lately
