"""The wire for both sides: WSDL, codec and envelopes, and the SOAP client of the panel."""
