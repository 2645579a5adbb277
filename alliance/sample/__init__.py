"""The sample alliances: two invented sets of plans, people and two years of history, for looking and for trying out.

Written in our own words. Leads are roles and bodies, accounts are roles at addresses that lead nowhere; nobody named
here exists. `papers/` holds what the plans say, `fates.py` what befalls an action over the year, `words.py` what people
write about it, `load.py` plays it through the verbs day by day.
"""

SAMPLE_PASSWORD = "amber-until-green"

# Role and address of the accounts to try the product with; load.py says what each may do, and where.
SAMPLE_SIGN_INS = [
    ("Superuser, everything", "admin@example.nhs.uk"),
    ("Administrator, Wessex", "administrator@wessex.example.nhs.uk"),
    ("Programme lead, Wessex", "programme.lead@wessex.example.nhs.uk"),
    ("Network manager, Wessex Lung", "manager@wessex.example.nhs.uk"),
    ("Action lead, Wessex Lung", "lead@wessex.example.nhs.uk"),
    ("Analyst, Wessex", "analyst@wessex.example.nhs.uk"),
    ("Board member, Wessex", "board@wessex.example.nhs.uk"),
    ("Administrator, West of Scotland", "administrator@woscan.example.nhs.uk"),
    ("Programme lead, West of Scotland", "programme.lead@woscan.example.nhs.uk"),
    ("Network manager, West of Scotland Head and Neck", "manager@woscan.example.nhs.uk"),
    ("Action lead, West of Scotland Head and Neck", "lead@woscan.example.nhs.uk"),
    ("Analyst, West of Scotland", "analyst@woscan.example.nhs.uk"),
    ("Board member, West of Scotland", "board@woscan.example.nhs.uk"),
]
