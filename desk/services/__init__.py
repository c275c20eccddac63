"""What a person does at the desk, one file per deed, talking to the world through ports."""
