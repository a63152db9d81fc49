"""The demo place's money and its reports."""
