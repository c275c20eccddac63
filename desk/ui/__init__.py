"""Qt Widgets: shows values, emits what the person did."""
