"""Hours from 0 to 23, as in all other languages, in the forms and in the drawings of the panel.

A short date has its year first: nobody mixes up day and month then.
"""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "N j, Y, H:i"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
