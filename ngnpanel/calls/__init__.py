"""What happens to a call: pure decisions over plain records, with the reasons for them.

Nothing here reads a clock, a database or a setting; whoever asks brings everything along.
"""
