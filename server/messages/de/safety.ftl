queue-title = Zurückgehalten und gemeldet
queue-rule = Bilder sind unscharf, bis du auf sie zeigst. Jede Handlung steht im öffentlichen Protokoll, mit deiner Begründung.
queue-reason = Deine Begründung, für das öffentliche Protokoll
queue-let-through = Durchlassen
queue-hide = Verbergen
queue-purge = Endgültig entfernen
queue-empty = Nichts wartet. Danke.
queue-log = Zuletzt getan
