//! What the simulated crowd says. Content, not interface: so it is not translated, as no person's words are.

/// Said in the room.
pub const SAID: [&str; 20] = [
    "Hello from the night shift.",
    "Came for the cat, stayed for the gnome.",
    "Is the cat guarding the gnome, or the other way round?",
    "I have answered twelve and I am sure about eleven.",
    "The small ones with many flowers are hard.",
    "My gnome has a blue hat as well.",
    "Somebody should make one with both of them swapped.",
    "Half of the questions are done already, look at the bar.",
    "First time here. Where do I start?",
    "Just answer the question under the picture, that is all.",
    "I think number seven was a gnome lying down.",
    "Never knew I could tell cats from gnomes this fast.",
    "We are quicker than I thought.",
    "Good night, all. Tell me how it ends.",
    "The cat looks as if it had read the objective.",
    "That fence needs paint.",
    "I sent this to my sister, she is on the way.",
    "Can the gnome have an outcome too?",
    "Counted again: more hats than ears.",
    "What a strange and good evening.",
];

/// Said under the story.
pub const COMMENTED: [&str; 10] = [
    "I looked at this for longer than I want to admit.",
    "The gnome has seen things.",
    "What is the cat called?",
    "We had the same fence. The cat was smaller.",
    "More of this, please.",
    "Good light, good cat.",
    "I made one with another hat.",
    "My grandmother had that gnome.",
    "Thank you for the picture. It made a long shift shorter.",
    "The flowers in front are the best part.",
];

/// Said by those who stay with the throng that stays open.
pub const SEARCHING: [&str; 3] = [
    "I will stay a while and look for lanterns. Join me?",
    "Found one behind a beard.",
    "No hurry here. Whoever comes, comes.",
];
