"""What a reseller looks like to its people: name, logo, colour, contacts, mails in that dress."""
