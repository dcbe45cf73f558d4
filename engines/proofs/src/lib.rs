//! One Merkle log (RFC 9162), so that a stranger can check what is claimed.
