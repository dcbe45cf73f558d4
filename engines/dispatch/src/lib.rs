//! Who gets which item next, how long they may keep it, and when the work will be done.
