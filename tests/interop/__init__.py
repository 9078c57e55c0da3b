"""The served operations, called by SOAP clients that other people wrote."""
