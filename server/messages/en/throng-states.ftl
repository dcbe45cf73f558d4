state-until = { $state ->
    [gathering] people are gathering, until
    [working] at work until
    [deciding] they decide until
   *[other] ended
}
state-reason = Changed by the host: { $reason }
state-title = Where it stands
state-stands = { $state ->
    [gathering] People are gathering. Whatever has rows is worked on already; nothing need wait for the next step.
    [working] The work is under way.
    [deciding] The crowd decides. What is open can still be worked on.
   *[other] It has ended.
}
state-why = Why (going back to work needs a reason; everybody sees it)
state-go = { $state ->
    [working] Go to work
    [deciding] Open the decision
   *[other] Go on
}
manage-figure-pace = answers a minute
manage-figure-leases = in somebody’s hands
manage-unclear = People disagree on { $disputed } of the { $judged } items that enough have answered: your question may be unclear.
manage-look = Look at them
