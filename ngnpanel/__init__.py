"""The project package of ngnpanel: a control panel and a provisioning server for NGNPro."""
