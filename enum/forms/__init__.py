"""The forms of ENUM ranges and numbers: what people type, checked by the rules of the domain."""
